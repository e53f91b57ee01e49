import type BetterSqlite3 from 'better-sqlite3';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { DirectConnection, Outcome } from './direct.ts';
import { isConstraint, toRefusal } from './sqlite-errors.ts';

const STATEMENTS_MAX = 500;

/** Statements of which SQLite tells how many rows they have changed. */
const COUNTED = /^\s*(insert|update|delete|with)\b/i;

interface Prepared {
  readonly statement: BetterSqlite3.Statement;
  readonly isCounted: boolean;
}

/** Kysely's connection over better-sqlite3, with every statement prepared once. */
export class SqliteConnection implements DatabaseConnection, DirectConnection {
  readonly #database: BetterSqlite3.Database;
  readonly #statements = new Map<string, Prepared>();
  #changes = 0;

  constructor(database: BetterSqlite3.Database) {
    this.#database = database;
  }

  /** Throws `STORAGE_UNAVAILABLE`, or what SQLite throws. */
  run<R>(sql: string, parameters: readonly unknown[]): Outcome<R> {
    try {
      const { statement, isCounted } = this.#prepare(sql);
      if (statement.reader) {
        // `.all()` steps a statement to its end. A `RETURNING` read with `.get()` stops before it, and SQLite then never
        // checkpoints the write-ahead log.
        const rows = statement.all(parameters) as R[];
        if (!statement.readonly) this.#changes += rows.length;
        return { rows, affected: 0 };
      }
      const affected = statement.run(parameters).changes;
      this.#changes += isCounted ? affected : 1;
      return { rows: [], affected };
    } catch (error) {
      // Of other failures nobody knows what they leave.
      if (!isConstraint(error)) this.#changes += 1;
      throw toRefusal(error);
    }
  }

  /**
   * Never stands still when something may have changed: it grows with the rows that statements name, and with each
   * statement that is not one of rows. What cascades and triggers change comes with those rows.
   */
  get changes(): number {
    return this.#changes;
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const { rows, affected } = this.run<R>(sql, parameters);
    return { rows, numAffectedRows: BigInt(affected) };
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    yield await this.executeQuery<R>(query);
  }

  #prepare(sql: string): Prepared {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    if (this.#statements.size >= STATEMENTS_MAX) this.#statements.clear();
    const prepared = { statement: this.#database.prepare(sql), isCounted: COUNTED.test(sql) };
    this.#statements.set(sql, prepared);
    return prepared;
  }
}

/** One connection for ever; `ready` is awaited before each query that does not run inside the writer. */
class SqliteDriver implements Driver {
  readonly #connection: SqliteConnection;
  readonly #ready: (() => Promise<void>) | undefined;

  constructor(connection: SqliteConnection, ready?: () => Promise<void>) {
    this.#connection = connection;
    this.#ready = ready;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    if (this.#ready !== undefined) await this.#ready();
    return this.#connection;
  }

  beginTransaction(): Promise<void> {
    return Promise.reject(new TypeError('Transactions are opened by Store.write alone'));
  }

  async commitTransaction(): Promise<void> {}
  async rollbackTransaction(): Promise<void> {}
  async releaseConnection(): Promise<void> {}
  async destroy(): Promise<void> {}
}

/** The Kysely dialect over one open connection. */
export function sqliteDialect(connection: SqliteConnection, ready?: () => Promise<void>): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new SqliteDriver(connection, ready),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}
