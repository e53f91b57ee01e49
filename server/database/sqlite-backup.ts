import { closeSync, existsSync, linkSync, openSync, rmSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { DatabaseUnusable } from './database-unusable.ts';
import { syncFile } from './sqlite-file.ts';

const PAGES_PER_STEP = 1_000;

/** Thrown before anything is written. The message is for the operator. */
export class BackupRefused extends Error {
  override readonly name = 'BackupRefused';
  /** There is nothing to copy; otherwise there is something in the way of the copy. */
  readonly isMissing: boolean;

  constructor(isMissing: boolean, message: string) {
    super(message);
    this.isMissing = isMissing;
  }
}

/**
 * Copies the database file at `path` to `target` as it is at one instant, whoever is writing meanwhile, and verifies the
 * copy. `target` appears whole or not at all. Resolves to its size in bytes. Throws `BackupRefused` when `target` exists,
 * `DatabaseUnusable` when the copy does not hold what it should.
 */
export async function backUpSqlite(path: string, target: string, onProgress: (donePages: number, totalPages: number) => void): Promise<number> {
  if (!existsSync(path)) throw new BackupRefused(true, `There is no database at ${path}: look at DATABASE_URL.`);
  assertFree(target);
  if (!existsSync(dirname(resolve(target)))) throw new BackupRefused(true, `There is no folder ${dirname(resolve(target))}.`);
  const draft = `${target}.${process.pid}.partial`;
  try {
    await copyPages(path, draft, onProgress);
    verify(draft);
    syncFile(draft);
    publish(draft, target);
    return statSync(target).size;
  } finally {
    for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(`${draft}${suffix}`, { force: true });
  }
}

function assertFree(target: string): void {
  if (existsSync(target)) throw new BackupRefused(false, `${target} is there already: nothing is overwritten.`);
}

async function copyPages(path: string, draft: string, onProgress: (done: number, total: number) => void): Promise<void> {
  // Made here, since what SQLite makes anybody may read.
  closeSync(openSync(draft, 'wx', 0o600));
  const source = new BetterSqlite3(path, { readonly: true, fileMustExist: true });
  try {
    // An open read keeps the copy at one instant. Without it every write of another process starts the copy anew, and
    // beside a busy server it never ends.
    source.exec('begin');
    source.prepare('select count(*) from sqlite_master').get();
    const { totalPages: pages } = await source.backup(draft, {
      progress({ totalPages, remainingPages }) {
        onProgress(totalPages - remainingPages, totalPages);
        return PAGES_PER_STEP;
      },
    });
    onProgress(pages, pages);
  } finally {
    source.close();
  }
}

function verify(draft: string): void {
  const copy = new BetterSqlite3(draft, { readonly: true });
  try {
    const found = copy.pragma('integrity_check') as { readonly integrity_check: string }[];
    const orphans = copy.pragma('foreign_key_check') as unknown[];
    if (found[0]?.integrity_check !== 'ok' || orphans.length > 0) throw new DatabaseUnusable('The copy is damaged and was removed: check the disk and the database.');
  } finally {
    copy.close();
  }
}

/** A link, not a rename: a file that appeared meanwhile is not replaced. */
function publish(draft: string, target: string): void {
  try {
    linkSync(draft, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') assertFree(target);
    throw error;
  }
}
