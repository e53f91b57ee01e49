import { Pool, type PoolClient, type PoolConfig } from 'pg';
import { toRefusal } from './postgres-errors.ts';

const IDLE_MS = 10_000;

/** Connections that hold one transaction each. They are made when needed, and made anew after they were lost. */
export class PostgresPool {
  readonly #pool: Pool;

  constructor(settings: PoolConfig) {
    this.#pool = new Pool({ ...settings, idleTimeoutMillis: IDLE_MS });
    // Without these two a connection that is lost, idle or on loan, would end the process. The pool has dropped the
    // first by then; the second fails the statement that waits on it.
    this.#pool.on('error', () => undefined);
    this.#pool.on('connect', (client) => client.on('error', () => undefined));
  }

  get size(): number {
    return this.#pool.totalCount;
  }

  /** Rejects with `STORAGE_UNAVAILABLE`. */
  async acquire(): Promise<PoolClient> {
    try {
      return await this.#pool.connect();
    } catch (error) {
      throw toRefusal(error);
    }
  }

  close(): Promise<void> {
    return this.#pool.end();
  }
}
