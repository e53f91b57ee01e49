import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { TokenResponse } from '../../shared/anon.schema.ts';
import { CommitEatingProxy } from '../support/commit-eating-proxy.ts';
import { isPostgresHere } from '../support/postgres-binaries.ts';
import { PostgresCluster } from '../support/postgres-cluster.ts';
import { createPostgresDatabase, type PostgresDatabase } from '../support/postgres-database.ts';
import { type ServerProcess, startServer } from '../support/server-process.ts';
import { VisitorLoad } from '../support/visitor-load.ts';
import { IS_LONG, report } from '../support/rounds.ts';

const VISITORS = 12;
const SECRET = 'a secret of tests, long enough and varied: 0123456789';
/** Ten that write, two that read, one that listens. */
const CONNECTIONS = 13;
const HEALED_MS = 1_000;
const CRASHES = IS_LONG ? 20 : 3;
const KILLINGS = IS_LONG ? 150 : 15;
const FROZEN_MS = IS_LONG ? 30_000 : 3_500;

const IS_OURS = `datname = current_database() and application_name = 'passerby'`;
const KILL_ALL = `select pg_terminate_backend(pid) from pg_stat_activity where ${IS_OURS}`;

/** A server in its own process, on its own database, under load. */
class Scene implements AsyncDisposable {
  readonly database: PostgresDatabase;
  readonly load: VisitorLoad;
  readonly fault: string;
  readonly #server: ServerProcess;

  constructor(fault: string, database: PostgresDatabase, server: ServerProcess) {
    this.fault = fault;
    this.database = database;
    this.load = new VisitorLoad(server.origin);
    this.#server = server;
  }

  static async on(cluster: PostgresCluster, fault: string): Promise<Scene> {
    const database = await createPostgresDatabase('empty', cluster.url);
    return new Scene(fault, database, await startServer({ environment: { DATABASE_URL: database.plainUrl, PASSERBY_SECRET: SECRET } }));
  }

  /** Starts the load and waits until it runs. */
  async begin(): Promise<void> {
    this.load.start(VISITORS);
    await vi.waitUntil(() => this.load.stored.length > 50, { timeout: 20_000 });
  }

  /** Ends the load some time after the fault did, and holds everything that was said and stored to the promise. */
  async check(healedAt: number): Promise<void> {
    await sleep(HEALED_MS + 700);
    await this.load.stop();
    const { load } = this;
    expect(load.surprises).toEqual([]);
    expect(new Set(load.answers.map(({ status }) => status))).toEqual(new Set([200, 503]));
    expect(load.refused.filter(({ retryAfter }) => retryAfter !== '1')).toEqual([]);
    expect(load.refused.filter(({ startedAt }) => startedAt > healedAt + HEALED_MS)).toEqual([]);
    for (const { tokens, stored } of load.visitors) {
      const rows = await this.database.run<{ id: string }>(`select id from action where anon_id = '${tokens.anonId}' order by seq`);
      expect(rows.map(({ id }) => id)).toEqual(stored);
    }
    const [{ visitors }] = await this.database.run<{ visitors: string }>('select count(*) as visitors from anon_user') as [{ visitors: string }];
    expect(Number(visitors)).toBe(VISITORS);
    await vi.waitFor(async () => expect(await this.connections()).toBeLessThanOrEqual(CONNECTIONS), { timeout: 5_000 });
    const stored = load.visitors.reduce((sum, visitor) => sum + visitor.stored.length, 0);
    report(`PostgreSQL, ${this.fault}: ${stored} acknowledged actions, 0 lost; ${load.refused.length} calls refused meanwhile`);
  }

  async connections(): Promise<number> {
    return (await this.backends()).length;
  }

  async backends(): Promise<number[]> {
    const rows = await this.database.run<{ pid: number }>(`select pid from pg_stat_activity where ${IS_OURS}`);
    return rows.map(({ pid }) => pid);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
    await this.database[Symbol.asyncDispose]();
  }
}

// A server elsewhere cannot be frozen from here: on such a platform these need PostgreSQL out of npm.
describe.skipIf(!isPostgresHere())('under load, with visitors who send again what was refused', { timeout: 120_000 }, () => {
  let cluster: PostgresCluster;

  beforeAll(async () => {
    cluster = await PostgresCluster.start();
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  it('a PostgreSQL that crashes or is restarted costs nothing but 503s while it is away', async () => {
    await using scene = await Scene.on(cluster, 'crashed and restarted in turn');
    await scene.begin();
    for (let round = 0; round < CRASHES; round += 1) {
      await (round % 2 === 0 ? cluster.crash() : cluster.shutDown());
      await sleep(300);
      await cluster.start();
      await sleep(round === CRASHES - 1 ? 0 : 600);
    }
    const healedAt = performance.now();
    await scene.check(healedAt);
    expect(scene.load.refused.length).toBeGreaterThan(VISITORS);
  });

  it('killed backends cost nothing but the calls that ran on them', async () => {
    await using scene = await Scene.on(cluster, 'backends killed');
    await scene.begin();
    for (let round = 0; round < KILLINGS; round += 1) {
      await scene.database.run(KILL_ALL);
      await sleep(100);
    }
    await scene.check(performance.now());
    expect(scene.load.refused.length).toBeGreaterThan(0);
  });

  it('a frozen PostgreSQL is answered for with 503s in time, and forgiven within a second', async () => {
    await using scene = await Scene.on(cluster, 'frozen');
    await scene.begin();
    const backends = await scene.backends();
    cluster.signal('SIGSTOP', backends);
    const frozenAt = performance.now();
    await sleep(FROZEN_MS);
    cluster.signal('SIGCONT', backends);
    const healedAt = performance.now();
    await scene.check(healedAt);
    const during = scene.load.refused.filter(({ endedAt }) => endedAt > frozenAt);
    expect(during.length).toBeGreaterThanOrEqual(VISITORS);
    expect(Math.max(...during.map(({ startedAt, endedAt }) => endedAt - startedAt))).toBeLessThan(5_000);
  });

  it('a COMMIT whose answer is lost is a 503, and the same call sent again finds what it did', async () => {
    await using database = await createPostgresDatabase('empty', cluster.url);
    await using proxy = await CommitEatingProxy.before(database.plainUrl);
    await using server = await startServer({ environment: { DATABASE_URL: proxy.url, PASSERBY_SECRET: SECRET } });
    const load = new VisitorLoad(server.origin);

    const key = { idempotencyKey: randomUUID() };
    proxy.appetite = 1;
    expect(await load.once('anon.login', key)).toBe('refused');
    const [visitor] = await database.run<{ anon_id: string }>('select anon_id from anon_user');
    const tokens = await load.call<TokenResponse>('anon.login', key);
    expect(tokens?.anonId).toBe(visitor?.anon_id);

    const action = { action: 'like', itemId: 'fountain-pen', id: randomUUID() };
    await load.call('items.addAction', { action: 'view' }, tokens?.accessToken);
    proxy.appetite = 1;
    expect(await load.once('items.addAction', action, tokens?.accessToken)).toBe('refused');
    expect(await database.run('select id from action where seq = 2')).toEqual([{ id: action.id }]);
    expect(await load.call('items.addAction', action, tokens?.accessToken)).toMatchObject({ action: { id: action.id } });

    proxy.appetite = 1;
    const old = { refreshToken: tokens?.refreshToken ?? '' };
    expect(await load.once('anon.refresh', old)).toBe('refused');
    expect(await load.call<TokenResponse>('anon.refresh', old)).toMatchObject({ anonId: visitor?.anon_id });
    expect(await database.run('select gen from session')).toEqual([{ gen: '2' }]);
    expect(await database.run('select id from action')).toHaveLength(2);
    expect(load.surprises).toEqual([]);
  });
});
