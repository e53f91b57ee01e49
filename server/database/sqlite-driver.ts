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
import { toRefusal } from './sqlite-errors.ts';

const STATEMENTS_MAX = 500;

/** Kysely's connection over better-sqlite3, with every statement prepared once. */
class SqliteConnection implements DatabaseConnection {
  readonly #database: BetterSqlite3.Database;
  readonly #statements = new Map<string, BetterSqlite3.Statement>();

  constructor(database: BetterSqlite3.Database) {
    this.#database = database;
  }

  // `.all()` steps every statement to its end. A `RETURNING` read with `.get()` stops before it, and SQLite then
  // never checkpoints the write-ahead log.
  executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    try {
      const statement = this.#prepare(query.sql);
      if (statement.reader) return Promise.resolve({ rows: statement.all(query.parameters) as R[] });
      const { changes, lastInsertRowid } = statement.run(query.parameters);
      return Promise.resolve({ rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) });
    } catch (error) {
      return Promise.reject(toRefusal(error));
    }
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    yield await this.executeQuery<R>(query);
  }

  #prepare(sql: string): BetterSqlite3.Statement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    if (this.#statements.size >= STATEMENTS_MAX) this.#statements.clear();
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

/** One connection for ever; `ready` is awaited before each query that does not run inside the writer. */
class SqliteDriver implements Driver {
  readonly #connection: SqliteConnection;
  readonly #ready: (() => Promise<void>) | undefined;

  constructor(database: BetterSqlite3.Database, ready?: () => Promise<void>) {
    this.#connection = new SqliteConnection(database);
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

/** The Kysely dialect over one open better-sqlite3 connection. */
export function sqliteDialect(database: BetterSqlite3.Database, ready?: () => Promise<void>): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new SqliteDriver(database, ready),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}
