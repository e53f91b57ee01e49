import { randomBytes, randomUUID } from 'node:crypto';
import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import type { TokenResponse } from '../../shared/anon.schema.ts';
import type { Caller } from '../../server/router.ts';
import { DATABASES, type TestDatabase } from '../support/databases.ts';
import type { FakeClock } from '../support/fake-clock.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

/** Two whole applications on one database, as on two machines. */
class Pair implements AsyncDisposable {
  readonly apps: readonly [TestApp, TestApp];
  readonly #database: TestDatabase;

  constructor(database: TestDatabase, apps: readonly [TestApp, TestApp]) {
    this.#database = database;
    this.apps = apps;
  }

  static async on(database: TestDatabase): Promise<Pair> {
    const environment = { DATABASE_URL: database.url, PASSERBY_SECRET: randomBytes(48).toString('base64') };
    const first = await createTestApp(environment);
    return new Pair(database, [first, await createTestApp(environment)]);
  }

  /** The same call many times at once, on both in turn. */
  atOnce<T>(count: number, call: (app: TestApp, index: number) => Promise<T>): Promise<T[]> {
    return Promise.all(Array.from({ length: count }, (_, index) => call(this.apps[index % 2] ?? this.apps[0], index)));
  }

  /** The same visitor on both. */
  callers({ accessToken }: TokenResponse): readonly [Caller, Caller] {
    const [one, other] = this.apps;
    return [one.app.caller(accessToken), other.app.caller(accessToken)];
  }

  advance(duration: Parameters<FakeClock['advance']>[0]): void {
    for (const { clock } of this.apps) clock.advance(duration);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const app of this.apps) await app[Symbol.asyncDispose]();
    await this.#database[Symbol.asyncDispose]();
  }
}

function sessionOf({ accessToken }: TokenResponse) {
  const { sub, sid, gen } = decodeJwt(accessToken);
  return { sub, sid, gen };
}

function distinct(values: readonly unknown[]): number {
  return new Set(values.map((value) => JSON.stringify(value))).size;
}

function reasonOf(error: unknown): string {
  return (error as { readonly reason?: string }).reason ?? String(error);
}

describe.each(DATABASES)('two applications on one $name', ({ migrated }) => {
  it('make one generation of 64 refreshes of one token at once, round after round', async () => {
    await using pair = await Pair.on(await migrated());
    let tokens = await pair.apps[0].login();
    for (let round = 1; round <= 12; round += 1) {
      const { refreshToken } = tokens;
      const answers = await pair.atOnce(64, (app) => app.anonymous().anon.refresh({ refreshToken }));
      expect(distinct(answers.map((answer) => answer.refreshToken))).toBe(1);
      tokens = answers[0] ?? tokens;
      expect(sessionOf(tokens).gen).toBe(round + 1);
      if (round % 4 === 0) pair.advance({ minutes: 2 });
    }
  });

  it('make one visitor of 50 logins at once with one key, and again once the key has run out', async () => {
    await using pair = await Pair.on(await migrated());
    const seen = new Set<unknown>();
    const idempotencyKey = randomUUID();
    for (let round = 0; round < 4; round += 1) {
      const answers = await pair.atOnce(50, (app) => app.anonymous().anon.login({ idempotencyKey }));
      expect(distinct(answers.map(sessionOf))).toBe(1);
      seen.add(answers[0]?.anonId);
      pair.advance({ hours: 1 });
    }
    expect(seen.size).toBe(4);
  });

  it('forget login keys that have run out while everybody logs in', async () => {
    await using pair = await Pair.on(await migrated());
    const login = (app: TestApp) => app.anonymous().anon.login({ idempotencyKey: randomUUID() });
    await pair.atOnce(60, login);
    pair.advance({ hours: 1 });
    const answers = await pair.atOnce(60, login);
    expect(distinct(answers.map((answer) => answer.anonId))).toBe(60);
    await pair.atOnce(10, login);
    const { store } = pair.apps[0].app;
    expect(await store.db.selectFrom('login_key').selectAll().where('expires_at', '<', pair.apps[0].clock.now()).execute()).toEqual([]);
  });

  it('keep each of 100 actions of one visitor at once, numbered without a gap, and count them', async () => {
    await using pair = await Pair.on(await migrated());
    const callers = pair.callers(await pair.apps[0].login());
    const actions = await pair.atOnce(100, (_, index) => (callers[index % 2] ?? callers[0]).items.addAction({ action: `step ${index}`, itemId: 'fountain-pen' }));
    expect(distinct(actions.map(({ action }) => action.id))).toBe(100);
    const { store } = pair.apps[0].app;
    const rows = await store.db.selectFrom('action').select('seq').orderBy('seq').execute();
    expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
    const [item] = (await callers[1].items.list()).items;
    expect(item).toMatchObject({ itemId: 'fountain-pen', actionCount: 100 });
  });

  it('store an action once that is sent 40 times at once with its id, and answer all alike', async () => {
    await using pair = await Pair.on(await migrated());
    const callers = pair.callers(await pair.apps[0].login());
    const input = { action: 'like', itemId: 'fountain-pen', id: randomUUID() };
    const answers = await pair.atOnce(40, (_, index) => (callers[index % 2] ?? callers[0]).items.addAction(input));
    expect(distinct(answers)).toBe(1);
    const { actions, items } = await callers[0].items.list();
    expect(actions).toHaveLength(1);
    expect(items[0]?.actionCount).toBe(1);
  });

  it('add up what is put into one cart from both sides at once', async () => {
    await using pair = await Pair.on(await migrated());
    const callers = pair.callers(await pair.apps[0].login());
    await pair.atOnce(30, (_, index) => (callers[index % 2] ?? callers[0]).cart.add({ itemId: 'fountain-pen', quantity: 1, id: randomUUID() }));
    const { lines } = await callers[1].cart.get();
    expect(lines).toMatchObject([{ itemId: 'fountain-pen', quantity: 30 }]);
  });

  it('let what is written while its visitor is erased end with the visitor, or be refused', async () => {
    await using pair = await Pair.on(await migrated());
    for (let round = 0; round < 5; round += 1) {
      const tokens = await pair.apps[0].login();
      const [one, other] = pair.callers(tokens);
      const racers = Array.from({ length: 20 }, (_, index) => other.items.addAction({ action: `step ${index}` }).then(() => 'stored', reasonOf));
      await one.privacy.erase();
      expect((await Promise.all(racers)).filter((outcome) => outcome !== 'stored' && outcome !== 'VISITOR_RETIRED')).toEqual([]);
      const { store } = pair.apps[0].app;
      expect(await store.db.selectFrom('action').selectAll().where('anon_id', '=', tokens.anonId).execute()).toEqual([]);
      await expect(other.anon.me()).rejects.toMatchObject({ reason: 'VISITOR_RETIRED' });
    }
  });

  it('refuse an ended session on both sides from the next call on', async () => {
    await using pair = await Pair.on(await migrated());
    for (let round = 0; round < 10; round += 1) {
      const tokens = await pair.apps[0].login();
      const [one, other] = pair.callers(tokens);
      await one.anon.logout({ refreshToken: tokens.refreshToken });
      await expect(other.anon.me()).rejects.toMatchObject({ reason: 'SESSION_REVOKED' });
    }
  });
});

describe.each(DATABASES)('20 applications that start on an empty $name', ({ migrated }) => {
  it('agree on one signing key, and on its successor', async () => {
    await using database = await migrated();
    const environment = { DATABASE_URL: database.url, PASSERBY_SECRET: randomBytes(48).toString('base64') };
    const apps = await Promise.all(Array.from({ length: 20 }, () => createTestApp(environment)));
    const keys = apps.map(({ app }) => app.keys);
    expect(distinct(keys.map((each) => each.list()))).toBe(1);
    expect(keys[0]?.list()).toMatchObject([{ state: 'active' }]);
    expect(distinct(await Promise.all(keys.map((each) => each.rotate())))).toBe(1);
    await Promise.all(keys.map((each) => each.maintain()));
    expect(distinct(keys.map((each) => each.list()))).toBe(1);
    expect(keys[0]?.list().map(({ state }) => state)).toEqual(['active', 'next']);
    for (const app of apps) await app[Symbol.asyncDispose]();
  });
});
