import { accessSync, closeSync, constants, existsSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { DatabaseUnusable } from './database-unusable.ts';
import { assertLocal } from './network-file-systems.ts';
import { isBusy } from './sqlite-errors.ts';

/** SQLite 3.7.0 to 3.51.2 can corrupt a write-ahead log that is reset while another connection writes. */
const SQLITE_MIN = [3, 51, 3] as const;

/** A busy wait inside SQLite stops the event loop, so it is short; writers go on waiting asynchronously. */
export const BUSY_TIMEOUT_MS = 20;
/** While opening nothing else is there to be held up. */
const OPEN_PATIENCE_MS = 10_000;
const OPEN_PAUSE_MS = 10;

export const IN_MEMORY = ':memory:';

/**
 * Opens (and makes, when it is not there) the database file at `path`. A connection keeps up to `cacheKib` of its pages;
 * what it has not is read from the system's cache, which all of them share. Throws `DatabaseUnusable`.
 */
export function openSqliteFile(path: string, cacheKib: number): BetterSqlite3.Database {
  try {
    if (path !== IN_MEMORY) {
      mkdirSync(dirname(path), { recursive: true });
      assertLocal(dirname(path));
      // SQLite would open it all the same, and leave files beside it that nobody may write to even when it is mended.
      if (existsSync(path)) accessSync(path, constants.W_OK);
    }
    const database = new BetterSqlite3(path, { timeout: BUSY_TIMEOUT_MS });
    becomeWal(database);
    // NORMAL, which better-sqlite3 compiles in, loses acknowledged commits at a power cut.
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    database.pragma('secure_delete = ON');
    database.pragma(`cache_size = -${cacheKib}`);
    return database;
  } catch (error) {
    if (error instanceof DatabaseUnusable) throw error;
    const reason = error instanceof Error ? error.message : 'unknown reason';
    throw new DatabaseUnusable(`The database file ${path} cannot be used: ${reason}.`, { cause: error });
  }
}

/** Needs the file for itself for a moment when it is new, and SQLite does not wait for that: two processes may start at once. */
function becomeWal(database: BetterSqlite3.Database): void {
  for (let waitedMs = 0; ; waitedMs += OPEN_PAUSE_MS) {
    try {
      database.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      if (!isBusy(error) || waitedMs >= OPEN_PATIENCE_MS) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, OPEN_PAUSE_MS);
    }
  }
}

/** Throws `DatabaseUnusable` for a version with a known way to corrupt the file. */
export function assertVersion(database: BetterSqlite3.Database): void {
  const version = database.prepare('select sqlite_version()').pluck().get() as string;
  const parts = version.split('.').map(Number);
  for (const [index, least] of SQLITE_MIN.entries()) {
    const part = parts[index] ?? 0;
    if (part > least) return;
    if (part < least) throw new DatabaseUnusable(`SQLite ${version} is too old: ${SQLITE_MIN.join('.')} or newer is needed.`);
  }
}

/** Puts what was written to a file on the disk, and waits for it. Never for one that SQLite has open here: closing drops its locks. */
export function syncFile(path: string): void {
  const file = openSync(path, 'r+');
  fsyncSync(file);
  closeSync(file);
}
