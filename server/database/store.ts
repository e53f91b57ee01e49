import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** The typed query builder: for reading, or inside a step, the step's own transaction. */
export type Db = Kysely<Database>;

export type Dialect = 'sqlite' | 'postgres';

/** How long a migration waits for whoever holds the database. */
export const MIGRATION_PATIENCE_MS = 30_000;

/** The tables that have a trigger which tells of every change. */
export type ChangeNoticed = 'signing_key';

export interface WriteOptions {
  /** Steps of one key run one after another, in the order they were handed in; across processes, in some order. */
  readonly turnOf?: string;
  /**
   * Housekeeping that may be lost with the power: it begins when SQLite's log is not just being copied and resolves after
   * COMMIT; the disk takes it with the next write that is not.
   */
  readonly isBackground?: boolean;
  /** Runs alone in the whole database: waits up to half a minute for others, and then as long as it takes. */
  readonly isMigration?: boolean;
}

/** The database as services see it. */
export interface Store {
  readonly dialect: Dialect;

  /** Reads committed rows. Never write through it: `write` is the only door to a transaction. */
  readonly db: Db;

  /**
   * Runs one business step in one transaction and resolves after COMMIT. A step that throws leaves nothing behind.
   * A step awaits the database and nothing else: others wait while it holds the writer. It may run more than once, so
   * it changes nothing but rows.
   *
   * Rejects with what the step threw, `OVERLOADED` (nothing was changed) or `STORAGE_UNAVAILABLE`. After the latter it
   * is unknown whether the step was committed, if the database was lost during COMMIT: repeating it settles that.
   */
  write<T>(step: (trx: Db) => Promise<T>, options?: WriteOptions): Promise<T>;

  /**
   * Calls `listener` soon after some process has changed `table`. A hint that can get lost, and that only PostgreSQL
   * gives: poll behind it.
   */
  onChange(table: ChangeNoticed, listener: () => void): void;

  /**
   * Empties SQLite's write-ahead log into the database file, so that it holds nothing that was removed. False when
   * somebody was reading or writing all the time: try again. PostgreSQL's log is its own business.
   */
  emptyLog(): Promise<boolean>;

  /** Resolves when the database answers; rejects with `STORAGE_UNAVAILABLE` otherwise. */
  check(): Promise<void>;

  /** Finishes the writes that were accepted, then closes. */
  close(): Promise<void>;
}
