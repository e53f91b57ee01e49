import { setTimeout as sleep } from 'node:timers/promises';
import type BetterSqlite3 from 'better-sqlite3';
import { Kysely, sql } from 'kysely';
import { Refusal } from '../refusal.ts';
import { Checkpointer } from './checkpointer.ts';
import { type DirectConnection, type Outcome, runDirectly } from './direct.ts';
import { GroupCommit, type Transactor } from './group-commit.ts';
import type { Database } from './schema.ts';
import { SqliteConnection, sqliteDialect } from './sqlite-driver.ts';
import { isBusy, toRefusal } from './sqlite-errors.ts';
import { assertVersion, BUSY_TIMEOUT_MS, IN_MEMORY, openSqliteFile } from './sqlite-file.ts';
import { type Db, MIGRATION_PATIENCE_MS, type Store, type WriteOptions } from './store.ts';
import { type SyncFile, WalSync } from './wal-sync.ts';

const BUSY_PAUSE_MS = 5;
const BUSY_PATIENCE_MS = 5000;

/**
 * How long the log may get, in pages, before a commit copies it back itself: 16 times what SQLite takes, because a
 * thread of its own does so long before.
 */
const INLINE_CHECKPOINT_PAGES = 16_000;

/** Nearly all reads go there too. */
const WRITING_CACHE_KIB = 4_000;
/** For what is read while a transaction is open. */
const READING_CACHE_KIB = 1_000;

/** What a file has and memory has not. */
interface Durability {
  readonly wal: WalSync;
  readonly checkpointer: Checkpointer;
}

/** The transaction commands, prepared once. */
class SqliteTransactor implements Transactor {
  readonly #database: BetterSqlite3.Database;
  readonly #connection: SqliteConnection;
  readonly #durability: Durability | null;
  readonly #changedRows: BetterSqlite3.Statement<[], number>;
  readonly #begin: BetterSqlite3.Statement;
  readonly #commit: BetterSqlite3.Statement;
  readonly #savepoint: BetterSqlite3.Statement;
  readonly #release: BetterSqlite3.Statement;
  readonly #rollbackTo: BetterSqlite3.Statement;
  /** How long `begin` goes on trying while another process writes. */
  patienceMs = BUSY_PATIENCE_MS;
  #isWriting = false;

  constructor(database: BetterSqlite3.Database, connection: SqliteConnection, durability: Durability | null) {
    this.#database = database;
    this.#connection = connection;
    this.#durability = durability;
    this.#changedRows = database.prepare<[], number>('select total_changes()').pluck();
    this.#begin = database.prepare('begin immediate');
    this.#commit = database.prepare('commit');
    this.#savepoint = database.prepare('savepoint step');
    this.#release = database.prepare('release step');
    this.#rollbackTo = database.prepare('rollback to step');
  }

  async begin(): Promise<void> {
    if (this.#durability?.checkpointer.isLong === true) await this.#durability.checkpointer.finish();
    let busySince: number | null = null;
    for (;;) {
      try {
        this.#begin.run();
        this.#isWriting = true;
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
      this.#isWriting = false;
    } catch (error) {
      throw toRefusal(error);
    }
  }
  async sync(): Promise<void> {
    if (this.#durability === null) return;
    if (this.#durability.wal.hasFailed) this.#copyLog(this.#durability.wal);
    await this.#durability.wal.sync();
    this.#durability.checkpointer.note(this.#changedRows.get() ?? 0);
  }

  rollback(): void {
    this.#database.exec('rollback');
    this.#isWriting = false;
  }

  /** Empties the log on the event loop. False: somebody reads from it or writes, or the disk takes nothing. */
  emptyLog(): boolean {
    try {
      return this.#truncateLog();
    } catch {
      return false;
    }
  }

  /** Throws `STORAGE_UNAVAILABLE` while the disk takes nothing, or somebody reads from the log. */
  #copyLog(wal: WalSync): void {
    try {
      if (!this.#truncateLog()) throw new Refusal('STORAGE_UNAVAILABLE');
      wal.restart();
    } catch (error) {
      throw toRefusal(error);
    }
  }

  #truncateLog(): boolean {
    try {
      this.#database.pragma('synchronous = FULL');
      const [{ busy }] = this.#database.pragma('wal_checkpoint(TRUNCATE)') as [{ readonly busy: number }];
      return busy === 0;
    } finally {
      this.#database.pragma('synchronous = NORMAL');
    }
  }
  changes(): number {
    return this.#connection.changes;
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
    // SQLite rolls back by itself too.
    this.#isWriting = this.#database.inTransaction;
    return this.#isWriting;
  }

  /** Whether the connection shows what is not committed. Asked before every read, so SQLite is not: that takes a hundredth of a list. */
  get isWriting(): boolean {
    return this.#isWriting;
  }
}

interface Connections {
  readonly transactor: SqliteTransactor;
  readonly writer: SqliteConnection;
  readonly reader: SqliteConnection;
}

/**
 * Reads what is committed: on the writing connection between its transactions, because its own commits leave its cache
 * as it is and empty that of every other; on the reading connection meanwhile.
 */
class CommittedReads implements DirectConnection {
  readonly #connections: Connections;

  constructor(connections: Connections) {
    this.#connections = connections;
  }

  run<R>(sql: string, parameters: readonly unknown[]): Outcome<R> {
    const { transactor, writer, reader } = this.#connections;
    return (transactor.isWriting ? reader : writer).run(sql, parameters);
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
  readonly #durability: Durability | null;

  constructor(writing: BetterSqlite3.Database, reading: BetterSqlite3.Database, durability: Durability | null) {
    this.#writing = writing;
    this.#reading = reading;
    this.#durability = durability;
    const writer = new SqliteConnection(writing);
    this.#transactor = new SqliteTransactor(writing, writer, durability);
    this.#commits = new GroupCommit(this.#transactor);
    this.#writer = runDirectly(new Kysely<Database>({ dialect: sqliteDialect(writer) }), writer);
    const isShared = writing === reading;
    const reader = isShared ? writer : new SqliteConnection(reading);
    const db = new Kysely<Database>({ dialect: sqliteDialect(reader, isShared ? () => this.#commits.idle() : undefined) });
    this.db = isShared ? db : runDirectly(db, new CommittedReads({ transactor: this.#transactor, writer, reader }));
  }

  /** All steps run in the order they were handed in, so each has its turn already. */
  write<T>(step: (trx: Db) => Promise<T>, options?: WriteOptions): Promise<T> {
    if (options?.isMigration === true) return this.#migrate(step);
    if (options?.isBackground === true) return this.#writeBehind(step);
    return this.#commits.write(() => step(this.#writer));
  }

  /** Other processes write to the file without a word: whoever must know looks. */
  onChange(): void {}

  async emptyLog(): Promise<boolean> {
    if (this.#durability === null) return true;
    const { checkpointer } = this.#durability;
    return checkpointer.isClosed ? this.#transactor.emptyLog() : checkpointer.empty();
  }

  async check(): Promise<void> {
    await sql`select 1 from schema_version`.execute(this.db);
  }

  async close(): Promise<void> {
    await this.#commits.idle();
    await this.#durability?.checkpointer.close();
    await this.#durability?.wal.close();
    this.#reading.close();
    this.#writing.close();
  }

  /** Between two copies of the log: it can begin anew when nobody has written meanwhile, and the others have the disk. */
  async #writeBehind<T>(step: (trx: Db) => Promise<T>): Promise<T> {
    await this.#durability?.checkpointer.idle();
    const answer = await this.#commits.write(() => step(this.#writer), { isBackground: true });
    this.#durability?.checkpointer.noteHousekeeping();
    return answer;
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

/** Opens (and makes, when it is not there) the database file at `path`, or one in memory. `syncFile` is for tests. */
export function openSqlite(path: string, syncFile?: SyncFile): Store {
  const writing = openSqliteFile(path, WRITING_CACHE_KIB);
  assertVersion(writing);
  if (path === IN_MEMORY) return new SqliteStore(writing, writing, null);
  // COMMIT leaves the waiting for the disk to `WalSync`, before which nobody is answered.
  writing.pragma('synchronous = NORMAL');
  writing.pragma(`wal_autocheckpoint = ${INLINE_CHECKPOINT_PAGES}`);
  return new SqliteStore(writing, openSqliteFile(path, READING_CACHE_KIB), { wal: new WalSync(path, syncFile), checkpointer: new Checkpointer(path) });
}
