import { type DatabaseConnection, type Dialect, type Driver, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import type { PoolClient } from 'pg';
import { PostgresConnection } from './postgres-connection.ts';
import type { PostgresPool } from './postgres-pool.ts';
import type { ReadLanes } from './read-lanes.ts';

function dialect(createDriver: () => Driver): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver,
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
}

type Loan = PostgresConnection<PoolClient>;

/** Lends the connections of the pool, each for one transaction. */
class WritingDriver implements Driver {
  readonly #pool: PostgresPool;

  constructor(pool: PostgresPool) {
    this.#pool = pool;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<Loan> {
    return new PostgresConnection(await this.#pool.acquire());
  }

  async beginTransaction(connection: Loan): Promise<void> {
    connection.begin();
  }
  commitTransaction(connection: Loan): Promise<void> {
    return connection.commit();
  }
  rollbackTransaction(connection: Loan): Promise<void> {
    return connection.rollback();
  }

  async releaseConnection(connection: Loan): Promise<void> {
    connection.client.release(connection.isBroken);
  }

  async destroy(): Promise<void> {}
}

/** Reads travel on shared connections, without a transaction. */
class ReadingDriver implements Driver {
  readonly #lanes: ReadLanes;

  constructor(lanes: ReadLanes) {
    this.#lanes = lanes;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#lanes;
  }

  beginTransaction(): Promise<void> {
    return Promise.reject(new TypeError('Transactions are opened by Store.write alone'));
  }

  async commitTransaction(): Promise<void> {}
  async rollbackTransaction(): Promise<void> {}
  async releaseConnection(): Promise<void> {}
  async destroy(): Promise<void> {}
}

/** The Kysely dialect for steps, one transaction of the pool each. */
export function writingDialect(pool: PostgresPool): Dialect {
  return dialect(() => new WritingDriver(pool));
}

/** The Kysely dialect for reads. */
export function readingDialect(lanes: ReadLanes): Dialect {
  return dialect(() => new ReadingDriver(lanes));
}
