import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../server/database/open-store.ts';
import type { TokenResponse } from '../../shared/anon.schema.ts';
import { DATABASES, type TestDatabase } from '../support/databases.ts';
import { countRows, createFullVisitor, type FullVisitor } from '../support/full-visitor.ts';
import { ACTIONS_EACH, createManyVisitors } from '../support/many-visitors.ts';
import { pausingStore } from '../support/pausing-store.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const DAY_MS = 86_400_000;
/** Long enough for a call to reach the database, short beside the time for which it waits there. */
const HEAD_START_MS = 8;
const SECRET = randomBytes(48).toString('base64');

/** Makes a visitor look gone for long while their session lives: the two can only differ by a fault or a wrong clock. */
async function makeDue({ app, clock }: TestApp, anonId: string): Promise<void> {
  const at = clock.now() - 365 * DAY_MS;
  await app.store.write((trx) => trx.updateTable('anon_user').set({ last_activity_at: at }).where('anon_id', '=', anonId).execute());
}

/** A connection tells what it has counted when it ends: to be asked once the applications are closed. */
async function countDeadlocks(home: TestDatabase): Promise<number> {
  const store = home.open();
  if (store.dialect === 'sqlite') return 0;
  const { rows } = await sql<{ deadlocks: number }>`select deadlocks from pg_stat_database where datname = current_database()`.execute(store.db);
  return rows[0]?.deadlocks ?? Number.NaN;
}

/** What a visitor may do; resolves to who they are afterwards. */
const ACTIVITIES: readonly (readonly [string, (app: TestApp, visitor: FullVisitor) => Promise<string>])[] = [
  ['reads', async (app, { tokens }) => (await app.app.caller(tokens.accessToken).items.list()).anonId],
  [
    'acts',
    async (app, { tokens }) => {
      await app.app.caller(tokens.accessToken).items.addAction({ action: 'late' });
      return tokens.anonId;
    },
  ],
  [
    'fills the cart',
    async (app, { tokens }) => {
      await app.app.caller(tokens.accessToken).cart.add({ itemId: 'indoor-fern' });
      return tokens.anonId;
    },
  ],
  ['refreshes', async (app, { tokens }) => (await app.anonymous().anon.refresh({ refreshToken: tokens.refreshToken })).anonId],
];

/** The visitor is all there, or nothing of them is. */
async function assertWhole(app: TestApp, anonId: string, isThere: boolean): Promise<void> {
  const counts = await countRows(app, anonId);
  expect(Object.entries(counts).filter(([, rows]) => (rows === 0) === isThere)).toEqual([]);
}

describe.each(DATABASES)('a sweep on $name', { timeout: 180_000 }, (database) => {
  it.each(ACTIVITIES)('never removes a visitor whom it answers with success, at whichever point of it the visitor %s', async (_kind, act) => {
    await using home = await database.migrated();
    const environment = { DATABASE_URL: home.url, PASSERBY_SECRET: SECRET };
    let pause: (isInStep: boolean) => Promise<void> = async () => undefined;
    await using there = await createTestApp(environment);
    await using sweeper = await createTestApp(environment, { openStore: (config) => pausingStore(openStore(config), (isInStep) => pause(isInStep)) });
    const outcomes = { succeeded: 0, refused: 0 };
    for (let target = 0, reached = 1; target < reached; target += 1) {
      const visitor = await createFullVisitor(there);
      const { anonId } = visitor.tokens;
      await makeDue(there, anonId);
      reached = 0;
      const activities: Promise<PromiseSettledResult<string>[]>[] = [];
      pause = async (isInStep) => {
        if (reached++ !== target) return;
        const activity = Promise.allSettled([act(there, visitor)]);
        activities.push(activity);
        await (isInStep ? sleep(HEAD_START_MS) : activity);
      };
      const report = await sweeper.app.retention.sweep();
      pause = async () => undefined;
      const [outcome] = (await Promise.all(activities)).flat();
      expect(report.outcome).toBe('done');
      if (outcome?.status === 'fulfilled') {
        expect({ target, removed: report.removed, who: outcome.value }).toEqual({ target, removed: 0, who: anonId });
        outcomes.succeeded += 1;
      } else {
        expect({ target, removed: report.removed, reason: outcome?.reason.reason }).toEqual({ target, removed: 1, reason: 'VISITOR_RETIRED' });
        outcomes.refused += 1;
      }
      await assertWhole(there, anonId, outcome?.status === 'fulfilled');
      await there.app.services.privacy.erase(anonId).catch(() => undefined);
    }
    expect(outcomes.succeeded).toBeGreaterThan(3);
    expect(outcomes.refused).toBeGreaterThan(5);
    await Promise.all([there.app.store.close(), sweeper.app.store.close()]);
    expect(await countDeadlocks(home)).toBe(0);
  });

  it('lets visitors in who log in while it runs, with the key of a removed one too', async () => {
    await using home = await database.migrated();
    const environment = { DATABASE_URL: home.url, PASSERBY_SECRET: SECRET, RETENTION_MIN_COUNT: '1000' };
    await using sweeper = await createTestApp(environment);
    await using there = await createTestApp(environment);
    const keys = Array.from({ length: 40 }, () => randomBytes(16).toString('base64url'));
    for (const idempotencyKey of keys) await makeDue(there, (await there.anonymous().anon.login({ idempotencyKey })).anonId);
    const [report, ...logins] = await Promise.all([
      sweeper.app.retention.sweep(),
      ...keys.map(async (idempotencyKey, index) => {
        await sleep(index);
        return there.anonymous().anon.login(index % 2 === 0 ? { idempotencyKey } : undefined);
      }),
    ]);
    expect(report.outcome).toBe('done');
    for (const { accessToken, anonId } of logins) expect(await there.app.caller(accessToken).anon.me()).toMatchObject({ anonId });
  });

  it('lets a visitor in who comes back with the key of their login, at whichever point of it, without a deadlock', async () => {
    await using home = await database.migrated();
    const environment = { DATABASE_URL: home.url, PASSERBY_SECRET: SECRET };
    let pause: (isInStep: boolean) => Promise<void> = async () => undefined;
    const found = { kept: 0, made: 0 };
    await using there = await createTestApp(environment);
    await using sweeper = await createTestApp(environment, { openStore: (config) => pausingStore(openStore(config), (isInStep) => pause(isInStep)) });
    for (let target = 0, reached = 1; target < reached; target += 1) {
      const key = { idempotencyKey: randomBytes(16).toString('base64url') };
      const { anonId } = await there.anonymous().anon.login(key);
      await makeDue(there, anonId);
      reached = 0;
      const logins: Promise<TokenResponse>[] = [];
      pause = async (isInStep) => {
        if (reached++ !== target) return;
        const login = there.anonymous().anon.login(key);
        login.catch(() => undefined);
        logins.push(login);
        await (isInStep ? sleep(HEAD_START_MS) : login);
      };
      const { outcome, removed } = await sweeper.app.retention.sweep();
      pause = async () => undefined;
      for (const tokens of await Promise.all(logins)) {
        expect({ target, outcome, removed }).toEqual({ target, outcome: 'done', removed: tokens.anonId === anonId ? 0 : 1 });
        expect(await there.app.caller(tokens.accessToken).anon.me()).toMatchObject({ anonId: tokens.anonId });
        found[tokens.anonId === anonId ? 'kept' : 'made'] += 1;
      }
    }
    expect(found.kept).toBeGreaterThan(3);
    expect(found.made).toBeGreaterThan(3);
    await Promise.all([there.app.store.close(), sweeper.app.store.close()]);
    expect(await countDeadlocks(home)).toBe(0);
  });

  // On SQLite nobody is erased while a login has the writer.
  it.runIf(database.dialect === 'postgres').each([1, 2])('lets a visitor in who is erased between the statement %i of their login and the next', async (target) => {
    await using home = await database.migrated();
    const environment = { DATABASE_URL: home.url, PASSERBY_SECRET: SECRET };
    let pause: (isInStep: boolean) => Promise<void> = async () => undefined;
    await using there = await createTestApp(environment);
    await using here = await createTestApp(environment, { openStore: (config) => pausingStore(openStore(config), (isInStep) => pause(isInStep)) });
    const key = { idempotencyKey: randomBytes(16).toString('base64url') };
    const { anonId } = await there.anonymous().anon.login(key);
    let statements = -1;
    pause = async (isInStep) => {
      if (isInStep && (statements += 1) === target) await there.app.services.privacy.erase(anonId);
    };
    const tokens = await here.anonymous().anon.login(key);
    expect(tokens.anonId).not.toBe(anonId);
    expect(await there.app.caller(tokens.accessToken).anon.me()).toMatchObject({ anonId: tokens.anonId });
  });

  it('is done by one of two that start together; the other finds it busy', async () => {
    await using home = await database.migrated();
    const environment = { DATABASE_URL: home.url, PASSERBY_SECRET: SECRET, RETENTION_MIN_COUNT: '1000' };
    await using one = await createTestApp(environment);
    await using other = await createTestApp(environment);
    await createManyVisitors(one, 400, 300);
    const reports = await Promise.all([one.app.retention.sweep(), other.app.retention.sweep()]);
    expect(reports.map(({ outcome }) => outcome).sort()).toEqual(['busy', 'done']);
    expect(reports.map(({ removed }) => removed).sort()).toEqual([0, 300]);
  });

  it('removes every due visitor once when another takes the lease in mid-sweep', async () => {
    await using home = await database.migrated();
    const environment = { DATABASE_URL: home.url, PASSERBY_SECRET: SECRET, RETENTION_MIN_COUNT: '1000' };
    let pause: () => Promise<void> = async () => undefined;
    await using slow = await createTestApp(environment, { openStore: (config) => pausingStore(openStore(config), (isInStep) => (isInStep ? Promise.resolve() : pause())) });
    await using other = await createTestApp(environment);
    await createManyVisitors(other, 400, 300);
    const countVisitors = async () => (await other.app.store.db.selectFrom('anon_user').select('anon_id').execute()).length;
    let second = await other.app.retention.sweep({ isDryRun: true });
    let isPageGone = false;
    pause = async () => {
      if (!isPageGone || second.outcome !== 'dry-run') return;
      other.clock.advance({ minutes: 1 });
      second = await other.app.retention.sweep();
    };
    const first = await slow.app.retention.sweep({ onProgress: (_removed, due) => void (isPageGone ||= due !== null) });
    expect([first.outcome, second.outcome]).toEqual(['stopped', 'done']);
    expect(first.removed).toBeGreaterThan(0);
    expect(first.removed + second.removed).toBe(300);
    expect((first.rows['action'] ?? 0) + (second.rows['action'] ?? 0)).toBe(300 * ACTIONS_EACH);
    expect(await countVisitors()).toBe(100);
  });
});
