import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import { describe, expect, it, vi } from 'vitest';
import { DatabaseUnusable } from '../../server/database/database-unusable.ts';
import { MIGRATIONS } from '../../server/database/migrations/index.ts';
import { migrate } from '../../server/database/migrator.ts';
import { openPostgres } from '../../server/database/postgres.ts';
import type { Db, Store } from '../../server/database/store.ts';
import { createPostgresDatabase, type PostgresDatabase } from '../support/postgres-database.ts';
import { SlowLine } from '../support/slow-line.ts';

/** A migrated database and a store on it. */
class World implements AsyncDisposable {
  readonly database: PostgresDatabase;
  readonly store: Store;

  constructor(database: PostgresDatabase) {
    this.database = database;
    this.store = openPostgres(database.url);
  }

  static async open(): Promise<World> {
    return new World(await createPostgresDatabase('migrated'));
  }

  insert(trx: Db, anonId: string): Promise<unknown> {
    return trx.insertInto('anon_user').values({ anon_id: anonId, created_at: 0, last_activity_at: 0 }).execute();
  }

  async visitors(): Promise<string[]> {
    const rows = await this.store.db.selectFrom('anon_user').select('anon_id').orderBy('anon_id').execute();
    return rows.map((row) => row.anon_id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.store.close();
    await this.database[Symbol.asyncDispose]();
  }
}

const UNAVAILABLE = { reason: 'STORAGE_UNAVAILABLE', retryAfterSeconds: 1 };
const KILL_ALL = 'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()';

describe('a step on PostgreSQL', () => {
  it('is undone as a whole when it goes on after a statement that failed', async () => {
    await using world = await World.open();
    const step = async (trx: Db) => {
      await world.insert(trx, 'a');
      await world.insert(trx, 'a').catch(() => undefined);
    };
    await expect(world.store.write(step)).rejects.toThrow('went on after');
    expect(await world.visitors()).toEqual([]);
  });

  it('cannot write behind its own COMMIT or ROLLBACK', async () => {
    await using world = await World.open();
    let kept: Db | null = null;
    await world.store.write((trx) => {
      kept = trx;
      return world.insert(trx, 'a');
    });
    if (kept === null) throw new Error('the step has run');
    await expect(world.insert(kept, 'b')).rejects.toThrow();
    let late: Promise<unknown> = Promise.resolve();
    const failing = (trx: Db) => {
      // While ROLLBACK is on its way: sent then, it would be answered in a transaction of its own.
      late = setImmediate().then(() => world.insert(trx, 'c'));
      late.catch(() => undefined);
      return Promise.reject(new Error('before the other half'));
    };
    await expect(world.store.write(failing)).rejects.toThrow('before the other half');
    await expect(late).rejects.toThrow();
    expect(await world.visitors()).toEqual(['a']);
  });

  it('runs again when the server chose it as the victim of a deadlock', async () => {
    await using world = await World.open();
    await world.store.write((trx) => Promise.all([world.insert(trx, 'a'), world.insert(trx, 'b')]));
    let started = 0;
    const step = ([first, second]: readonly [string, string]) =>
      world.store.write(async (trx) => {
        const touch = (anonId: string) => trx.updateTable('anon_user').set({ created_at: sql`created_at + 1` }).where('anon_id', '=', anonId).execute();
        await touch(first);
        if ((started += 1) <= 2) await vi.waitUntil(() => started >= 2, { timeout: 10_000 });
        await touch(second);
      });
    await Promise.all([step(['a', 'b']), step(['b', 'a'])]);
    expect(started).toBe(3);
    expect(await world.store.db.selectFrom('anon_user').select('created_at').execute()).toEqual([{ created_at: 2 }, { created_at: 2 }]);
  });

  it('is refused after about two seconds when it waits for a lock, and the next one is not', async () => {
    await using world = await World.open();
    await world.store.write((trx) => world.insert(trx, 'a'));
    const touch = (trx: Db) => trx.updateTable('anon_user').set({ created_at: 1 }).execute();
    const asOperatorsGetIt = openPostgres(world.database.plainUrl);
    await asOperatorsGetIt.write(() => Promise.resolve());
    let isHolding = false;
    let isRefused = false;
    const holder = world.store.write(async (trx) => {
      await touch(trx);
      isHolding = true;
      await vi.waitUntil(() => isRefused, { timeout: 10_000 });
    });
    await vi.waitUntil(() => isHolding, { timeout: 10_000 });
    await expect(asOperatorsGetIt.write(touch)).rejects.toMatchObject(UNAVAILABLE);
    // The server itself gave up: it is not left waiting for nobody.
    expect(await world.database.run(`select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)).toEqual([]);
    isRefused = true;
    await holder;
    await asOperatorsGetIt.write(touch);
    await asOperatorsGetIt.close();
  });

  it('is refused when its connection is killed under it, and leaves nothing', async () => {
    await using world = await World.open();
    const step = async (trx: Db) => {
      await world.insert(trx, 'a');
      await world.database.run(KILL_ALL);
      await world.insert(trx, 'b');
    };
    await expect(world.store.write(step)).rejects.toMatchObject(UNAVAILABLE);
    expect(await world.visitors()).toEqual([]);
  });

  it('holds the steps behind it in its turn to the same refusal, so that none overtakes a call that is sent again', async () => {
    await using world = await World.open();
    const kill = (trx: Db) => world.insert(trx, 'a').then(() => world.database.run(KILL_ALL)).then(() => world.insert(trx, 'b'));
    const results = await Promise.allSettled([
      world.store.write(kill, { turnOf: 'one' }),
      world.store.write((trx) => world.insert(trx, 'c'), { turnOf: 'one' }),
      world.store.write((trx) => world.insert(trx, 'd'), { turnOf: 'one' }),
    ]);
    for (const result of results) expect(result).toMatchObject({ status: 'rejected', reason: UNAVAILABLE });
    await world.store.write((trx) => world.insert(trx, 'e'), { turnOf: 'one' });
    expect(await world.visitors()).toEqual(['e']);
  });
});

describe('connections to PostgreSQL', () => {
  it('are made anew after they were killed while idle, without a word to anybody', async () => {
    await using world = await World.open();
    await Promise.all(Array.from({ length: 10 }, (_, index) => world.store.write((trx) => world.insert(trx, `before ${index}`))));
    await world.visitors();
    await world.database.run(KILL_ALL);
    await sleep(100);
    await Promise.all(Array.from({ length: 10 }, (_, index) => world.store.write((trx) => world.insert(trx, `after ${index}`))));
    expect(await world.visitors()).toHaveLength(20);
  });

  it('go on through a migration by another process that changes the rows of their prepared statements', async () => {
    await using world = await World.open();
    const readAll = (db: Db) => db.selectFrom('anon_user').selectAll().where('anon_id', '!=', 'nobody').execute();
    await Promise.all(Array.from({ length: 30 }, () => world.store.write(readAll)));
    await Promise.all(Array.from({ length: 30 }, () => readAll(world.store.db)));
    await world.database.run('alter table anon_user add column later bigint not null default 7');
    await world.store.write((trx) => world.insert(trx, 'a'));
    const row = { anon_id: 'a', created_at: 0, last_activity_at: 0, later: 7 };
    for (const rows of await Promise.all(Array.from({ length: 30 }, () => world.store.write(readAll)))) expect(rows).toEqual([row]);
    for (const rows of await Promise.all(Array.from({ length: 30 }, () => readAll(world.store.db)))) expect(rows).toEqual([row]);
  });

  it('ask for commits that are on disk, for UTC, and to see what others have committed, whatever the database is set to', async () => {
    await using world = await World.open();
    const name = new URL(world.database.plainUrl).pathname.slice(1);
    await world.database.run(`alter database ${name} set synchronous_commit = off`);
    await world.database.run(`alter database ${name} set timezone = 'Asia/Tokyo'`);
    await world.database.run(`alter database ${name} set default_transaction_isolation = 'serializable'`);
    const settings = sql`select current_setting('synchronous_commit') as commits, current_setting('timezone') as zone, current_setting('transaction_isolation') as isolation`;
    const { rows } = await world.store.write((trx) => settings.execute(trx));
    expect(rows).toEqual([{ commits: 'on', zone: 'UTC', isolation: 'read committed' }]);
  });

  it('carry at most ten transactions at once, and give them back', async () => {
    await using world = await World.open();
    let running = 0;
    let most = 0;
    const step = async (trx: Db) => {
      most = Math.max(most, (running += 1));
      await sql`select pg_sleep(0.02)`.execute(trx);
      running -= 1;
    };
    await Promise.all(Array.from({ length: 50 }, () => world.store.write(step)));
    expect(most).toBe(10);
  });

  it('refuse an integer that would lose its last digits', async () => {
    await using world = await World.open();
    await world.database.run(`insert into anon_user values ('a', 9007199254740993, 0)`);
    await expect(world.store.db.selectFrom('anon_user').selectAll().execute()).rejects.toThrow(RangeError);
  });
});

describe('the start on PostgreSQL', () => {
  async function start(url: string): Promise<unknown> {
    const store = openPostgres(url);
    return migrate(store, MIGRATIONS, 0).catch((error: unknown) => error).finally(() => store.close());
  }

  it('says in one line that nobody answers', async () => {
    const error = await start('postgres://passerby:secret@127.0.0.1:1/shop');
    expect(error).toBeInstanceOf(DatabaseUnusable);
    expect(String(error)).toContain('ECONNREFUSED');
    expect(String(error)).not.toContain('secret');
  });

  it('says in one line that there is no such database', async () => {
    await using world = await World.open();
    const error = await start(Object.assign(new URL(world.database.plainUrl), { pathname: '/no_such_shop' }).href);
    expect(error).toBeInstanceOf(DatabaseUnusable);
    expect(String(error)).toContain('no_such_shop');
  });

  it('says in one line that the password is wrong, and not which', async () => {
    await using world = await World.open();
    const error = await start(Object.assign(new URL(world.database.plainUrl), { password: 'guessed' }).href);
    expect(error).toBeInstanceOf(DatabaseUnusable);
    expect(String(error)).toContain('password');
    expect(String(error)).not.toContain('guessed');
  });

  it('runs a migration that takes longer than any ordinary statement may', async () => {
    await using world = await World.open();
    const slow = { name: '9999-slow', up: (db: Kysely<object>) => sql`select pg_sleep(2.6)`.execute(db).then(() => undefined) };
    expect(await migrate(world.store, [...MIGRATIONS, slow], 0)).toEqual(['9999-slow']);
  });
});

describe('a PostgreSQL far away', () => {
  /** The flights to the database that `act` takes once its connections are there. */
  async function countFlights(act: (store: Store) => Promise<unknown>): Promise<number> {
    await using database = await createPostgresDatabase('migrated');
    await using line = await SlowLine.before(database.url);
    const store = openPostgres(line.url);
    try {
      await act(store);
      const before = line.flights;
      await act(store);
      return line.flights - before;
    } finally {
      await store.close();
    }
  }

  it('is asked for forty reads of one turn in a flight for each of its two connections', async () => {
    const read = (store: Store) => store.db.selectFrom('anon_user').selectAll().execute();
    expect(await countFlights((store) => Promise.all(Array.from({ length: 40 }, () => read(store))))).toBe(2);
  });

  it('takes a step of one statement in two flights: BEGIN with the statement, then COMMIT', async () => {
    expect(await countFlights((store) => store.write((trx) => trx.selectFrom('anon_user').selectAll().execute()))).toBe(2);
  });

  it('takes the lock of a turn in the flight of the first statement', async () => {
    expect(await countFlights((store) => store.write((trx) => trx.selectFrom('anon_user').selectAll().execute(), { turnOf: 'a visitor' }))).toBe(2);
  });
});
