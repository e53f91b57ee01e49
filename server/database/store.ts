import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** The typed query builder: for reading, or inside a step, the step's own transaction. */
export type Db = Kysely<Database>;

export type Dialect = 'sqlite' | 'postgres';

/** The database as services see it. */
export interface Store {
  readonly dialect: Dialect;

  /** Reads committed rows. Never write through it: `write` is the only door to a transaction. */
  readonly db: Db;

  /**
   * Runs one business step in one transaction and resolves after COMMIT. A step that throws leaves nothing behind.
   * A step awaits the database and nothing else: others wait while it holds the writer.
   *
   * Rejects with what the step threw, `STORAGE_UNAVAILABLE` (nothing was changed, a retry is safe) or `OVERLOADED`.
   */
  write<T>(step: (trx: Db) => Promise<T>): Promise<T>;

  /** Resolves when the database answers; rejects with `STORAGE_UNAVAILABLE` otherwise. */
  check(): Promise<void>;

  /** Finishes the writes that were accepted, then closes. */
  close(): Promise<void>;
}
