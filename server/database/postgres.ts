import { Kysely, sql } from 'kysely';
import { Refusal } from '../refusal.ts';
import { ChangeListener } from './change-listener.ts';
import { readingDialect, writingDialect } from './postgres-dialect.ts';
import { isContention, isStaleStatement } from './postgres-errors.ts';
import { PostgresPool } from './postgres-pool.ts';
import { clientSettings, migrationSettings, POOL_SIZE, READ_LANES } from './postgres-settings.ts';
import { ReadLanes } from './read-lanes.ts';
import type { Database } from './schema.ts';
import { type ChangeNoticed, type Db, MIGRATION_PATIENCE_MS, type Store, type WriteOptions } from './store.ts';
import { Turns } from './turns.ts';

/** Writes that may be under way or wait, as many as for SQLite's writer. */
const WRITES_MAX = 4096;
const CONTENTION_RETRIES = 3;
/** Each connection of the pool may hold statements that a migration has made stale, and then the retry's one. */
const STALE_RETRIES = POOL_SIZE + 1;

type Step<T> = (trx: Db) => Promise<T>;

/**
 * Waits for the steps of `key` in other processes, until COMMIT. Kysely sends the statements of a transaction one by one:
 * it is given the connection back as soon as the lock is asked for, so that the next statement follows in the same breath.
 */
async function lockTurn(trx: Db, key: string): Promise<void> {
  const lock = sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.compile(trx);
  const { sent } = await trx.getExecutor().provideConnection(async (connection) => ({ sent: connection.executeQuery(lock) }));
  await sent;
}

/** Sends the lock and the step's first statement together; whatever happens, the step has settled when this does. */
async function inTurn<T>(trx: Db, key: string, step: Step<T>): Promise<T> {
  const [locked, done] = await Promise.allSettled([lockTurn(trx, key), step(trx)]);
  if (locked.status === 'rejected') throw locked.reason;
  if (done.status === 'rejected') throw done.reason;
  return done.value;
}

/**
 * PostgreSQL: one transaction per step over a pool, and reads that share a round trip. Transactions are not shared as on
 * SQLite: the server already shares its fsync among them, and steps in a row would each wait for the network.
 */
class PostgresStore implements Store {
  readonly dialect = 'postgres';
  readonly db: Db;
  readonly #url: string;
  readonly #pool: PostgresPool;
  readonly #lanes: ReadLanes;
  readonly #changes: ChangeListener;
  readonly #writer: Db;
  readonly #turns = new Turns();
  readonly #writes = new Set<Promise<unknown>>();
  #migrations: PostgresPool | null = null;
  #closed: Promise<void> | null = null;

  constructor(url: string) {
    const settings = clientSettings(url);
    this.#url = url;
    this.#pool = new PostgresPool({ ...settings, max: POOL_SIZE });
    this.#lanes = new ReadLanes(settings, READ_LANES);
    this.#changes = new ChangeListener(settings);
    this.#writer = new Kysely<Database>({ dialect: writingDialect(this.#pool) });
    this.db = new Kysely<Database>({ dialect: readingDialect(this.#lanes) });
  }

  write<T>(step: Step<T>, { turnOf, isMigration = false }: WriteOptions = {}): Promise<T> {
    if (this.#writes.size >= WRITES_MAX) return Promise.reject(new Refusal('OVERLOADED'));
    const write = this.#choose(step, turnOf, isMigration);
    this.#writes.add(write);
    const leave = () => this.#writes.delete(write);
    write.then(leave, leave);
    return write;
  }

  onChange(table: ChangeNoticed, listener: () => void): void {
    this.#changes.on(table, listener);
  }

  async emptyLog(): Promise<boolean> {
    return true;
  }

  async check(): Promise<void> {
    await sql`select 1 from schema_version`.execute(this.db);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    while (this.#writes.size > 0) await Promise.allSettled(this.#writes);
    await Promise.all([this.#changes.close(), this.#migrations?.close(), this.#pool.close(), this.#lanes.close()]);
  }

  #choose<T>(step: Step<T>, turnOf: string | undefined, isMigration: boolean): Promise<T> {
    if (isMigration) return this.#migrate(step);
    if (turnOf === undefined) return transact(this.#writer, step);
    return this.#turns.take(turnOf, () => transact(this.#writer, (trx) => inTurn(trx, turnOf, step)));
  }

  #migrate<T>(step: Step<T>): Promise<T> {
    this.#migrations ??= new PostgresPool({ ...migrationSettings(this.#url, MIGRATION_PATIENCE_MS), max: 1 });
    return transact(new Kysely<Database>({ dialect: writingDialect(this.#migrations) }), async (trx) => {
      await lockTurn(trx, 'migration');
      return step(trx);
    });
  }
}

function retriesFor(error: unknown): number {
  if (isContention(error)) return CONTENTION_RETRIES;
  return isStaleStatement(error) ? STALE_RETRIES : 0;
}

/** One transaction; again when the server undid it for a reason that another attempt may not meet. */
async function transact<T>(db: Db, step: Step<T>): Promise<T> {
  for (let retry = 1; ; retry += 1) {
    try {
      return await db.transaction().execute(step);
    } catch (error) {
      if (retry <= retriesFor(error)) continue;
      throw isContention(error) || isStaleStatement(error) ? new Refusal('STORAGE_UNAVAILABLE', { cause: error }) : error;
    }
  }
}

/** Prepares connections to the database at `url`; the first of them is made when it is needed. */
export function openPostgres(url: string): Store {
  return new PostgresStore(url);
}
