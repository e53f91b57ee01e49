import type { Db } from './store.ts';

/** The rows of a query, and how many rows it wrote. */
export interface Outcome<R> {
  readonly rows: R[];
  readonly affected: number;
}

/** A connection that answers at once. */
export interface DirectConnection {
  /** Throws a refusal when the database cannot take it. */
  run<R>(sql: string, parameters: readonly unknown[]): Outcome<R>;
}

const connections = new WeakMap<Db, DirectConnection>();

/**
 * Lets prepared queries of `db` run on `connection`. Kysely hands a query on through a dozen promises, so that it may
 * wait for a connection; where there is one, free at any time, that costs more than the query.
 */
export function runDirectly(db: Db, connection: DirectConnection): Db {
  connections.set(db, connection);
  return db;
}

export function directConnectionOf(db: Db): DirectConnection | undefined {
  return connections.get(db);
}
