import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import BetterSqlite3 from 'better-sqlite3';
import { Kysely, sql } from 'kysely';
import { DatabaseUnusable } from './database-unusable.ts';
import { GroupCommit, type Transactor } from './group-commit.ts';
import type { Database } from './schema.ts';
import { sqliteDialect } from './sqlite-driver.ts';
import { isBusy, toRefusal } from './sqlite-errors.ts';
import type { Db, Store } from './store.ts';

/** SQLite 3.7.0 to 3.51.2 can corrupt a write-ahead log that is reset while another connection writes. */
const SQLITE_MIN = [3, 51, 3] as const;

/** A busy wait inside SQLite stops the event loop, so it is short; `begin` goes on waiting asynchronously. */
const BUSY_TIMEOUT_MS = 20;
const BUSY_PAUSE_MS = 5;
const BUSY_PATIENCE_MS = 5000;

export const IN_MEMORY = ':memory:';

function open(path: string): BetterSqlite3.Database {
  try {
    if (path !== IN_MEMORY) mkdirSync(dirname(path), { recursive: true });
    const database = new BetterSqlite3(path, { timeout: BUSY_TIMEOUT_MS });
    database.pragma('journal_mode = WAL');
    // NORMAL, which better-sqlite3 compiles in, loses acknowledged commits at a power cut.
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    database.pragma('secure_delete = ON');
    return database;
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown reason';
    throw new DatabaseUnusable(`The database file ${path} cannot be used: ${reason}.`, { cause: error });
  }
}

function assertVersion(database: BetterSqlite3.Database): void {
  const version = database.prepare('select sqlite_version()').pluck().get() as string;
  const parts = version.split('.').map(Number);
  for (const [index, least] of SQLITE_MIN.entries()) {
    const part = parts[index] ?? 0;
    if (part > least) return;
    if (part < least) throw new DatabaseUnusable(`SQLite ${version} is too old: ${SQLITE_MIN.join('.')} or newer is needed.`);
  }
}

/** The transaction commands, prepared once. */
class SqliteTransactor implements Transactor {
  readonly #database: BetterSqlite3.Database;
  readonly #begin: BetterSqlite3.Statement;
  readonly #commit: BetterSqlite3.Statement;
  readonly #savepoint: BetterSqlite3.Statement;
  readonly #release: BetterSqlite3.Statement;
  readonly #rollbackTo: BetterSqlite3.Statement;

  constructor(database: BetterSqlite3.Database) {
    this.#database = database;
    this.#begin = database.prepare('begin immediate');
    this.#commit = database.prepare('commit');
    this.#savepoint = database.prepare('savepoint step');
    this.#release = database.prepare('release step');
    this.#rollbackTo = database.prepare('rollback to step');
  }

  async begin(): Promise<void> {
    for (let waitedMs = 0; ; waitedMs += BUSY_TIMEOUT_MS + BUSY_PAUSE_MS) {
      try {
        this.#begin.run();
        return;
      } catch (error) {
        if (!isBusy(error) || waitedMs >= BUSY_PATIENCE_MS) throw toRefusal(error);
        await sleep(BUSY_PAUSE_MS);
      }
    }
  }

  commit(): void {
    try {
      this.#commit.run();
    } catch (error) {
      throw toRefusal(error);
    }
  }
  rollback(): void {
    this.#database.exec('rollback');
  }
  savepoint(): void {
    this.#savepoint.run();
  }
  releaseSavepoint(): void {
    this.#release.run();
  }
  rollbackToSavepoint(): void {
    this.#rollbackTo.run();
  }
  isOpen(): boolean {
    return this.#database.inTransaction;
  }
}

/**
 * SQLite behind one writing and one reading connection. In memory both are the same connection, so reads wait for
 * the writer and never see a step that has not committed.
 */
class SqliteStore implements Store {
  readonly dialect = 'sqlite';
  readonly db: Db;
  readonly #writing: BetterSqlite3.Database;
  readonly #reading: BetterSqlite3.Database;
  readonly #writer: Db;
  readonly #commits: GroupCommit;

  constructor(writing: BetterSqlite3.Database, reading: BetterSqlite3.Database) {
    this.#writing = writing;
    this.#reading = reading;
    this.#commits = new GroupCommit(new SqliteTransactor(writing));
    this.#writer = new Kysely<Database>({ dialect: sqliteDialect(writing) });
    const isShared = writing === reading;
    this.db = new Kysely<Database>({ dialect: isShared ? sqliteDialect(reading, () => this.#commits.idle()) : sqliteDialect(reading) });
  }

  write<T>(step: (trx: Db) => Promise<T>): Promise<T> {
    return this.#commits.write(() => step(this.#writer));
  }

  async check(): Promise<void> {
    await sql`select 1 from schema_version`.execute(this.db);
  }

  async close(): Promise<void> {
    await this.#commits.idle();
    this.#reading.close();
    this.#writing.close();
  }
}

/** Opens (and makes, when it is not there) the database file at `path`, or one in memory. */
export function openSqlite(path: string): Store {
  const writing = open(path);
  assertVersion(writing);
  return new SqliteStore(writing, path === IN_MEMORY ? writing : open(path));
}
