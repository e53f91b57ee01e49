import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import BetterSqlite3 from 'better-sqlite3';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../server/database/open-store.ts';
import { countRows, createFullVisitor, type FullVisitor } from '../support/full-visitor.ts';
import { pausingStore } from '../support/pausing-store.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const ROOT = join(import.meta.dirname, '../..');
const DAY_MS = 86_400_000;
/** Long enough for a call to reach the database, short beside the time for which it waits there. */
const HEAD_START_MS = 8;

/** Makes a visitor look gone for long while their session lives: the two can only differ by a fault or a wrong clock. */
async function makeDue({ app, clock }: TestApp, anonId: string): Promise<void> {
  const at = clock.now() - 365 * DAY_MS;
  await app.store.write((trx) => trx.updateTable('anon_user').set({ last_activity_at: at }).where('anon_id', '=', anonId).execute());
}

/** What a visitor may do; resolves to who they are afterwards. */
const ACTIVITIES: Readonly<Record<string, (app: TestApp, visitor: FullVisitor) => Promise<string>>> = {
  reads: async (app, { tokens }) => (await app.app.caller(tokens.accessToken).items.list()).anonId,
  writes: async (app, { tokens }) => {
    await app.app.caller(tokens.accessToken).items.addAction({ action: 'late' });
    return tokens.anonId;
  },
  'fills the cart': async (app, { tokens }) => {
    await app.app.caller(tokens.accessToken).cart.add({ itemId: 'indoor-fern' });
    return tokens.anonId;
  },
  refreshes: async (app, { tokens }) => (await app.anonymous().anon.refresh({ refreshToken: tokens.refreshToken })).anonId,
};

/** The visitor is all there, or nothing of them is. */
async function assertWhole(app: TestApp, anonId: string, isThere: boolean): Promise<void> {
  const counts = await countRows(app, anonId);
  const missing = Object.entries(counts).filter(([, rows]) => (rows === 0) === isThere);
  expect(missing).toEqual([]);
}

describe('a sweep and a visitor who is active', () => {
  it.each(Object.keys(ACTIVITIES))('never answers a visitor with success whom it removes, nor removes one who is active: %s', async (kind) => {
    await using folder = await makeTempFolder();
    const environment = { DATABASE_URL: folder.databaseUrl, PASSERBY_SECRET: randomBytes(48).toString('base64') };
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
        const activity = Promise.allSettled([ACTIVITIES[kind]?.(there, visitor) ?? Promise.reject(new TypeError('no such activity'))]);
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
      await there.app.services.privacy.erase(visitor.tokens.anonId).catch(() => undefined);
    }
    expect(outcomes.succeeded).toBeGreaterThan(3);
    expect(outcomes.refused).toBeGreaterThan(5);
  }, 120_000);

  it('lets a visitor in who logs in while it runs, with the key of a removed one too', async () => {
    await using folder = await makeTempFolder();
    const environment = { DATABASE_URL: folder.databaseUrl, PASSERBY_SECRET: randomBytes(48).toString('base64'), RETENTION_MIN_COUNT: '1000' };
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
});

/** Visitors with a session and five actions each, the first `due` of them long gone. */
async function populate({ app, clock }: TestApp, count: number, due: number): Promise<void> {
  const [then, now] = [clock.now() - 5_000 * DAY_MS, clock.now()];
  await app.store.write(async (trx) => {
    const numbers = sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count})`;
    const at = sql`case when i <= ${due} then ${then} + i else ${now} end`;
    await sql`insert into anon_user (anon_id, created_at, last_activity_at) ${numbers} select 'visitor-' || i, ${at}, ${at} from n`.execute(trx);
    await sql`insert into session (session_id, anon_id, salt, gen, created_at, last_activity_at, expires_at) ${numbers} select 'session-' || i, 'visitor-' || i, 'salt', 1, ${at}, ${at}, ${at} + 1 from n`.execute(trx);
    for (let seq = 1; seq <= 5; seq += 1) {
      await sql`insert into action (anon_id, seq, id, action, item_id, created_at) ${numbers} select 'visitor-' || i, ${seq}, 'action-' || ${seq}, 'like', null, ${at} from n`.execute(trx);
    }
  });
}

describe('two sweepers', () => {
  it('take turns: one sweeps, the other finds it busy', async () => {
    await using folder = await makeTempFolder();
    const environment = { DATABASE_URL: folder.databaseUrl, PASSERBY_SECRET: randomBytes(48).toString('base64'), RETENTION_MIN_COUNT: '1000' };
    await using one = await createTestApp(environment);
    await using other = await createTestApp(environment);
    await populate(one, 400, 300);
    const reports = await Promise.all([one.app.retention.sweep(), other.app.retention.sweep()]);
    expect(reports.map(({ outcome }) => outcome).sort()).toEqual(['busy', 'done']);
    expect(reports.map(({ removed }) => removed).sort()).toEqual([0, 300]);
  });

  it('remove every due visitor once when one takes the lease from the other in mid-sweep', async () => {
    await using folder = await makeTempFolder();
    const environment = { DATABASE_URL: folder.databaseUrl, PASSERBY_SECRET: randomBytes(48).toString('base64'), RETENTION_MIN_COUNT: '1000' };
    let pause: () => Promise<void> = async () => undefined;
    await using slow = await createTestApp(environment, { openStore: (config) => pausingStore(openStore(config), (isInStep) => (isInStep ? Promise.resolve() : pause())) });
    await using other = await createTestApp(environment);
    await populate(other, 400, 300);
    let steps = 0;
    pause = async () => {
      steps += 1;
      if (steps !== 12) return;
      other.clock.advance({ minutes: 1 });
      second = await other.app.retention.sweep();
    };
    let second = await other.app.retention.sweep({ isDryRun: true });
    const first = await slow.app.retention.sweep();
    expect([first.outcome, second.outcome]).toEqual(['stopped', 'done']);
    expect(first.removed).toBeGreaterThan(0);
    expect(first.removed + second.removed).toBe(300);
    expect((first.rows['action'] ?? 0) + (second.rows['action'] ?? 0)).toBe(1500);
    expect(await other.app.store.db.selectFrom('anon_user').select('anon_id').execute()).toHaveLength(100);
  });
});

describe('a sweeper that is killed', () => {
  it('leaves every visitor whole or gone, and the next sweep goes on', async () => {
    await using folder = await makeTempFolder();
    const environment = { DATABASE_URL: folder.databaseUrl, PASSERBY_SECRET: randomBytes(48).toString('base64'), RETENTION_MIN_COUNT: '100000' };
    {
      await using app = await createTestApp(environment);
      await populate(app, 3_000, 2_500);
    }
    const database = new BetterSqlite3(join(folder.path, 'passerby.db'), { readonly: true });
    const count = (table: string) => database.prepare(`select count(*) from ${table}`).pluck().get() as number;
    for (let kill = 0, left = count('anon_user'); kill < 3; kill += 1) {
      const child = spawn(process.execPath, [join(ROOT, 'tests/support/sweep-once.ts')], { env: { ...environment, PATH: process.env['PATH'], LOG_LEVEL: 'silent' }, stdio: 'ignore' });
      const until = left - 300;
      while (count('anon_user') > until) await sleep(1);
      child.kill('SIGKILL');
      await once(child, 'exit');
      left = count('anon_user');
      expect(left).toBeGreaterThan(500);
      expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
      expect(database.pragma('foreign_key_check')).toEqual([]);
      expect({ sessions: count('session'), actions: count('action') }).toEqual({ sessions: left, actions: 5 * left });
      // The lease of a killed process runs out by time; here it is taken away instead.
      const writer = new BetterSqlite3(join(folder.path, 'passerby.db'));
      writer.prepare('update sweep set leased_until = 0').run();
      writer.close();
    }
    database.close();
    await using app = await createTestApp(environment);
    expect(await app.app.retention.sweep()).toMatchObject({ outcome: 'done' });
    expect(await app.app.store.db.selectFrom('anon_user').select('anon_id').execute()).toHaveLength(500);
    expect(await app.app.store.db.selectFrom('action').select('seq').execute()).toHaveLength(2_500);
  }, 120_000);
});
