import BetterSqlite3 from 'better-sqlite3';

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new TypeError(`${name} is missing: peers are started by the benchmark`);
  return value;
}

export const HOST = required('HOST');
export const PORT = Number(required('PORT'));
export const DATABASE_PATH = required('BENCH_DATABASE');
const SYNCHRONOUS = required('BENCH_SYNCHRONOUS');

/** One connection as durable as the run says; the rest as Passerby sets it. */
export function openDatabase(): BetterSqlite3.Database {
  const database = new BetterSqlite3(DATABASE_PATH);
  database.pragma('journal_mode = WAL');
  database.pragma(`synchronous = ${SYNCHRONOUS}`);
  database.pragma('foreign_keys = ON');
  database.pragma('secure_delete = ON');
  return database;
}
