import { setTimeout as sleep } from 'node:timers/promises';
import type BetterSqlite3 from 'better-sqlite3';
import { Kysely, sql } from 'kysely';
import { GroupCommit, type Transactor } from './group-commit.ts';
import type { Database } from './schema.ts';
import { sqliteDialect } from './sqlite-driver.ts';
import { isBusy, toRefusal } from './sqlite-errors.ts';
import { assertVersion, BUSY_TIMEOUT_MS, IN_MEMORY, openSqliteFile } from './sqlite-file.ts';
import { type Db, MIGRATION_PATIENCE_MS, type Store, type WriteOptions } from './store.ts';

const BUSY_PAUSE_MS = 5;
const BUSY_PATIENCE_MS = 5000;

/** The transaction commands, prepared once. */
class SqliteTransactor implements Transactor {
  readonly #database: BetterSqlite3.Database;
  readonly #begin: BetterSqlite3.Statement;
  readonly #commit: BetterSqlite3.Statement;
  readonly #savepoint: BetterSqlite3.Statement;
  readonly #release: BetterSqlite3.Statement;
  readonly #rollbackTo: BetterSqlite3.Statement;
  /** How long `begin` goes on trying while another process writes. */
  patienceMs = BUSY_PATIENCE_MS;

  constructor(database: BetterSqlite3.Database) {
    this.#database = database;
    this.#begin = database.prepare('begin immediate');
    this.#commit = database.prepare('commit');
    this.#savepoint = database.prepare('savepoint step');
    this.#release = database.prepare('release step');
    this.#rollbackTo = database.prepare('rollback to step');
  }

  async begin(): Promise<void> {
    let busySince: number | null = null;
    for (;;) {
      try {
        this.#begin.run();
        return;
      } catch (error) {
        busySince ??= performance.now() - BUSY_TIMEOUT_MS;
        if (!isBusy(error) || performance.now() - busySince >= this.patienceMs) throw toRefusal(error);
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
  readonly #transactor: SqliteTransactor;
  readonly #commits: GroupCommit;

  constructor(writing: BetterSqlite3.Database, reading: BetterSqlite3.Database) {
    this.#writing = writing;
    this.#reading = reading;
    this.#transactor = new SqliteTransactor(writing);
    this.#commits = new GroupCommit(this.#transactor);
    this.#writer = new Kysely<Database>({ dialect: sqliteDialect(writing) });
    const isShared = writing === reading;
    this.db = new Kysely<Database>({ dialect: isShared ? sqliteDialect(reading, () => this.#commits.idle()) : sqliteDialect(reading) });
  }

  /** All steps run in the order they were handed in, so each has its turn already. */
  write<T>(step: (trx: Db) => Promise<T>, options?: WriteOptions): Promise<T> {
    return options?.isMigration === true ? this.#migrate(step) : this.#commits.write(() => step(this.#writer));
  }

  /** Other processes write to the file without a word: whoever must know looks. */
  onChange(): void {}

  async check(): Promise<void> {
    await sql`select 1 from schema_version`.execute(this.db);
  }

  async close(): Promise<void> {
    await this.#commits.idle();
    this.#reading.close();
    this.#writing.close();
  }

  async #migrate<T>(step: (trx: Db) => Promise<T>): Promise<T> {
    this.#transactor.patienceMs = MIGRATION_PATIENCE_MS;
    try {
      return await this.#commits.write(() => step(this.#writer));
    } finally {
      this.#transactor.patienceMs = BUSY_PATIENCE_MS;
    }
  }
}

/** Opens (and makes, when it is not there) the database file at `path`, or one in memory. */
export function openSqlite(path: string): Store {
  const writing = openSqliteFile(path);
  assertVersion(writing);
  return new SqliteStore(writing, path === IN_MEMORY ? writing : openSqliteFile(path));
}
