import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { MIGRATIONS } from '../server/database/migrations/index.ts';
import { syncFile } from '../server/database/sqlite-file.ts';
import { uuidv7 } from '../server/random.ts';
import { logIn, makeDatabase } from './contestant.ts';
import { passerbyCommand, PASSERBY } from './peers.ts';
import { actionWriter } from './seed.ts';
import { freePort, ServerProcess } from './server-process.ts';
import type { Visitor } from './wire/wire.ts';

const CACHE_KIB = 1_000_000;
const TRANSACTION_VISITORS = 10_000;
const SESSION_MS = 365 * 86_400_000;

/** A database file that is kept between runs, and the visitors in it whose tokens are known. */
export interface GrownFile {
  readonly path: string;
  readonly home: string;
  readonly visitorsPath: string;
}

/**
 * A database of `total` visitors with 20 actions each, made once per schema. The visitors who will call log in through
 * the door; the others get ids of the same milliseconds, so the callers lie evenly among them in every index.
 */
export async function growFile(folder: string, total: number, callers: number): Promise<GrownFile> {
  const home = join(folder, `growth-${total}-${MIGRATIONS.at(-1)?.name}`);
  const file = { home, path: join(home, 'passerby.db'), visitorsPath: join(home, 'visitors.json') };
  if (existsSync(file.visitorsPath)) return file;
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  await makeDatabase(file.path);
  const server = await ServerProcess.start(passerbyCommand(`file:${file.path}`, 'FULL'), { port: await freePort(), logPath: join(home, 'log'), core: null });
  const visitors = await logIn(server.port, PASSERBY.wire, callers);
  await server.stop('SIGTERM');
  const anonIds = visitors.map((visitor) => visitor.anonId);
  fill(file.path, anonIds, idsAmong(anonIds, total - callers));
  // Otherwise the kernel writes gigabytes to the disk while the first round is measured.
  syncFile(file.path);
  writeVisitors(file, visitors);
  return file;
}

export function readVisitors(file: GrownFile): Visitor[] {
  return JSON.parse(readFileSync(file.visitorsPath, 'utf8')) as Visitor[];
}

/** After every refresh: a refresh token that was exchanged before is one that was stolen. */
export function writeVisitors(file: GrownFile, visitors: readonly Visitor[]): void {
  writeFileSync(file.visitorsPath, JSON.stringify(visitors));
}

/** The instant in a UUIDv7 (RFC 9562 §5.7). */
function instantOf(id: string): number {
  return Number.parseInt(id.replace('-', '').slice(0, 12), 16);
}

function idsAmong(anonIds: readonly string[], count: number): string[] {
  const instants = anonIds.map(instantOf);
  const first = Math.min(...instants);
  const span = Math.max(...instants) - first + 1;
  return Array.from({ length: count }, (_, index) => uuidv7(first + Math.floor((index / count) * span)));
}

/** In the order of the keys, without a journal: a file that is cut short is made anew. */
function fill(path: string, callers: readonly string[], others: readonly string[]): void {
  const database = new BetterSqlite3(path);
  database.pragma('journal_mode = OFF');
  database.pragma('synchronous = OFF');
  database.pragma('foreign_keys = OFF');
  database.pragma(`cache_size = -${CACHE_KIB}`);
  const itemIds = database.prepare<[], string>('select item_id from item order by position').pluck().all();
  const addActions = actionWriter(database, itemIds);
  const addVisitor = visitorWriter(database);
  const position = new Map(callers.map((anonId, index) => [anonId, index]));
  const all = [...callers, ...others].sort();
  const addSome = database.transaction((from: number) => {
    for (const [offset, anonId] of all.slice(from, from + TRANSACTION_VISITORS).entries()) {
      if (!position.has(anonId)) addVisitor(anonId);
      addActions(anonId, position.get(anonId) ?? from + offset);
    }
  });
  for (let from = 0; from < all.length; from += TRANSACTION_VISITORS) {
    addSome(from);
    if (from % 100_000 === 0) console.error(`growth: ${from} of ${all.length} visitors`);
  }
  database.close();
}

function visitorWriter(database: BetterSqlite3.Database): (anonId: string) => void {
  const visitor = database.prepare('insert into anon_user (anon_id, created_at, last_activity_at) values (?, ?, ?)');
  const session = database.prepare(`insert into session (session_id, anon_id, salt, gen, created_at, confirmed_at, last_activity_at, expires_at)
    values (?, ?, ?, 1, ?, ?, ?, ?)`);
  return (anonId) => {
    const now = instantOf(anonId);
    visitor.run(anonId, now, now);
    session.run(uuidv7(now), anonId, 'A'.repeat(22), now, now, now, now + SESSION_MS);
  };
}
