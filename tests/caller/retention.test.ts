import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from '../../server/config.ts';
import { openStore } from '../../server/database/open-store.ts';
import type { Store } from '../../server/database/store.ts';
import { createLogger } from '../../server/log.ts';
import { Refusal } from '../../server/refusal.ts';
import { countingDeletes } from '../support/delete-counter.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { countRows, createFullVisitor } from '../support/full-visitor.ts';
import { createManyVisitors } from '../support/many-visitors.ts';
import { pausingStore } from '../support/pausing-store.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const DAY_MS = 86_400_000;

async function exists({ app }: TestApp, anonId: string): Promise<boolean> {
  return (await app.store.db.selectFrom('anon_user').select('anon_id').where('anon_id', '=', anonId).executeTakeFirst()) !== undefined;
}

async function setActivity({ app }: TestApp, anonId: string, at: number): Promise<void> {
  await app.store.write((trx) => trx.updateTable('anon_user').set({ last_activity_at: at }).where('anon_id', '=', anonId).execute());
}

/** So many visitors, of whom the first `due` have not been seen for a year. */
async function populate(app: TestApp, count: number, due: number): Promise<void> {
  const now = app.clock.now();
  await app.app.store.write(async (trx) => {
    for (let index = 0; index < count; index += 1) {
      const at = index < due ? now - 365 * DAY_MS + index : now;
      await trx.insertInto('anon_user').values({ anon_id: `visitor-${index}`, created_at: at, last_activity_at: at }).execute();
    }
  });
}

describe('the retention sweep', () => {
  it('removes who is inactive for longer than the retention, by activity and never by age', async () => {
    await using app = await createTestApp({ RETENTION_DAYS: '90' });
    const [gone, old, fresh] = [await createFullVisitor(app), await createFullVisitor(app), await createFullVisitor(app)];
    app.clock.advance({ days: 50 });
    const { accessToken } = await app.anonymous().anon.refresh({ refreshToken: old.tokens.refreshToken });
    await app.app.caller(accessToken).items.list();
    app.clock.advance({ days: 41 });
    const late = await createFullVisitor(app);
    await setActivity(app, fresh.tokens.anonId, app.clock.now() - 90 * DAY_MS);
    const before = await countRows(app, gone.tokens.anonId);
    const report = await app.app.retention.sweep();
    expect(report).toMatchObject({ outcome: 'done', due: 1, kept: 0, removed: 1, rows: before });
    expect(await Promise.all([gone, old, fresh, late].map(({ tokens }) => exists(app, tokens.anonId)))).toEqual([false, true, true, true]);
    expect(Object.values(await countRows(app, gone.tokens.anonId)).every((rows) => rows === 0)).toBe(true);
    expect(await app.app.retention.status()).toEqual({ lastSweep: report, clockBelievedAt: report.startedAt });
  });

  it('waits for as long as activity may be unwritten, to the millisecond', async () => {
    await using app = await createTestApp({ RETENTION_DAYS: '90' });
    const { tokens } = await createFullVisitor(app);
    app.clock.advance({ days: 90, minutes: 1 });
    expect(await app.app.retention.sweep()).toMatchObject({ removed: 0 });
    app.clock.advance({ ms: 1 });
    expect(await app.app.retention.sweep()).toMatchObject({ removed: 1 });
    expect(await exists(app, tokens.anonId)).toBe(false);
  });

  it('counts in a dry run what it then removes, and removes nothing', async () => {
    await using app = await createTestApp();
    const { tokens } = await createFullVisitor(app);
    await createFullVisitor(app);
    app.clock.advance({ days: 91 });
    await createFullVisitor(app);
    const dry = await app.app.retention.sweep({ isDryRun: true });
    expect(dry).toMatchObject({ outcome: 'dry-run', due: 2, removed: 0, rows: { anon_user: 2, action: 4, cart_line: 4 } });
    expect(await exists(app, tokens.anonId)).toBe(true);
    expect(await app.app.retention.status()).toEqual({ lastSweep: null, clockBelievedAt: null });
    expect((await app.app.retention.sweep()).rows).toEqual(dry.rows);
  });

  it('removes nobody who was active since an instant that it is given, and none the less who was inactive for too short', async () => {
    await using app = await createTestApp();
    await populate(app, 3, 3);
    const second = app.clock.now() - 365 * DAY_MS + 1;
    expect(await app.app.retention.sweep({ inactiveSince: second })).toMatchObject({ outcome: 'done', due: 1, removed: 1 });
    await setActivity(app, 'visitor-1', app.clock.now() - 90 * DAY_MS);
    expect(await app.app.retention.sweep({ inactiveSince: app.clock.now() })).toMatchObject({ due: 1, removed: 1 });
    expect(await exists(app, 'visitor-1')).toBe(true);
  });

  it('keeps a visitor with something in the cart when it is told to', async () => {
    await using app = await createTestApp({ RETENTION_KEEP_CARTS: 'true' });
    const [full, empty] = [await createFullVisitor(app), await createFullVisitor(app)];
    await empty.caller.cart.clear({ version: (await empty.caller.cart.get()).version });
    app.clock.advance({ days: 400 });
    expect(await app.app.retention.sweep()).toMatchObject({ outcome: 'done', due: 1, kept: 1, removed: 1 });
    expect(await Promise.all([full, empty].map(({ tokens }) => exists(app, tokens.anonId)))).toEqual([true, false]);
  });

  it('asks of those it has kept once a day whether they still are, and of whoever is new with every sweep', async () => {
    await using app = await createTestApp({ RETENTION_KEEP_CARTS: 'true' });
    const [kept, newer, halfGone] = [await createFullVisitor(app), await createFullVisitor(app), await createFullVisitor(app)];
    app.clock.advance({ days: 400 });
    await setActivity(app, newer.tokens.anonId, app.clock.now() - 90 * DAY_MS);
    await setActivity(app, halfGone.tokens.anonId, app.clock.now() - 90 * DAY_MS);
    expect(await app.app.retention.sweep()).toMatchObject({ kept: 1, removed: 0 });
    await app.app.store.write((trx) => trx.deleteFrom('cart_line').where('anon_id', 'in', [kept.tokens.anonId, newer.tokens.anonId]).execute());
    await setActivity(app, halfGone.tokens.anonId, 0);
    app.clock.advance({ hours: 23 });
    expect(await app.app.retention.sweep()).toMatchObject({ kept: 1, removed: 2 });
    expect(await Promise.all([kept, newer, halfGone].map(({ tokens }) => exists(app, tokens.anonId)))).toEqual([true, false, false]);
    app.clock.advance({ hours: 1 });
    expect(await app.app.retention.sweep()).toMatchObject({ kept: 0, removed: 1 });
  });

  it('removes nobody when too many are due at once, says so loudly, and obeys an operator who looked', async () => {
    const lines: string[] = [];
    const logger = createLogger('error', { write: (line: string) => void lines.push(line) });
    await using app = await createTestApp({ RETENTION_MAX_PERCENT: '10', RETENTION_MIN_COUNT: '5' }, { logger });
    await populate(app, 100, 11);
    expect(await app.app.retention.sweep()).toMatchObject({ outcome: 'too-many', due: 11, removed: 0 });
    expect(await app.app.retention.status()).toMatchObject({ lastSweep: { outcome: 'too-many' } });
    expect(JSON.parse(lines.join(''))).toMatchObject({ level: 50, outcome: 'too-many', due: 11 });
    expect(await app.app.retention.sweep({ isDryRun: true })).toMatchObject({ outcome: 'dry-run', due: 11, refusal: 'too-many' });
    expect(await app.app.retention.sweep({ isDryRun: true, isForced: true })).toMatchObject({ outcome: 'dry-run', refusal: null });
    expect(await app.app.retention.sweep({ isForced: true })).toMatchObject({ outcome: 'done', removed: 11 });
  });

  it.each([
    [100, 10, 'done'],
    [6, 5, 'done'],
    [7, 6, 'too-many'],
  ])('of %i visitors with %i due: %s', async (count, due, outcome) => {
    await using app = await createTestApp({ RETENTION_MAX_PERCENT: '10', RETENTION_MIN_COUNT: '5' });
    await populate(app, count, due);
    expect(await app.app.retention.sweep()).toMatchObject({ outcome, removed: outcome === 'done' ? due : 0 });
  });

  it('removes nobody while the clock is in doubt, and goes on when it has returned or been even for a day', async () => {
    const lines: string[] = [];
    const logger = createLogger('error', { write: (line: string) => void lines.push(line) });
    const monotonic = new FakeClock();
    await using app = await createTestApp({}, { monotonic, logger });
    await populate(app, 10, 0);
    app.clock.advance({ days: 400 });
    expect(await app.app.retention.sweep()).toMatchObject({ outcome: 'clock-jumped', removed: 0 });
    expect(lines.join('')).toContain('clock-jumped');
    app.clock.advance({ days: -400 });
    expect(await app.app.retention.sweep()).toMatchObject({ outcome: 'done', removed: 0 });
    app.clock.advance({ days: 400 });
    for (let hour = 0; hour <= 24; hour += 1) {
      expect(await app.app.retention.sweep()).toMatchObject({ outcome: hour < 24 ? 'clock-jumped' : 'done' });
      app.clock.advance({ hours: 1 });
      monotonic.advance({ hours: 1 });
    }
  });

  it('removes a visitor with more rows than a step may hold in several, who is nobody from the first on', async () => {
    await using app = await createTestApp();
    const { tokens, caller } = await createFullVisitor(app);
    await app.app.store.write(async (trx) => {
      const series = sql`with recursive n(i) as (select 3 union all select i + 1 from n where i < 4000) select ${tokens.anonId}, i, 'id-' || i, 'more', null, 1 from n`;
      await sql`insert into action (anon_id, seq, id, action, item_id, created_at) ${series}`.execute(trx);
    });
    const idle = app.clock.now();
    app.clock.advance({ days: 91 });
    const stopping = new AbortController();
    stopping.abort();
    expect(await app.app.retention.sweep({ signal: stopping.signal })).toMatchObject({ outcome: 'stopped', removed: 0 });
    const pausing = new AbortController();
    const sweep = app.app.retention.sweep({ signal: pausing.signal });
    while ((await countRows(app, tokens.anonId))['session'] !== 0) await new Promise((resolve) => setImmediate(resolve));
    pausing.abort();
    expect(await sweep).toMatchObject({ outcome: 'stopped', removed: 0 });
    const left = await countRows(app, tokens.anonId);
    expect(left).toMatchObject({ anon_user: 1, session: 0 });
    expect(left['action']).toBeGreaterThan(0);
    app.clock.advance({ ms: idle - app.clock.now() });
    await expect(caller.items.list()).rejects.toMatchObject({ reason: 'VISITOR_RETIRED' });
    app.clock.advance({ days: 91 });
    expect(await app.app.retention.sweep()).toMatchObject({ outcome: 'done', removed: 1 });
    expect(Object.values(await countRows(app, tokens.anonId)).every((rows) => rows === 0)).toBe(true);
  });

  it('removes no more rows at once than a step may hold', async () => {
    const removed: number[] = [];
    await using app = await createTestApp({ RETENTION_MIN_COUNT: '1000' }, { openStore: (config) => countingDeletes(openStore(config), removed) });
    await populate(app, 800, 800);
    // Those who are due last: by then the steps have grown.
    await app.app.store.write(async (trx) => {
      const visitors = sql`visitors as (select anon_id from anon_user order by last_activity_at desc limit 300), n(i) as (select 1 union all select i + 1 from n where i < 12)`;
      await sql`insert into history (anon_id, last_seq) with recursive ${visitors} select anon_id, 12 from visitors`.execute(trx);
      await sql`insert into item_view (anon_id, seq, item_id, viewed_at) with recursive ${visitors} select anon_id, i, 'fountain-pen', 1 from visitors, n`.execute(trx);
      await sql`insert into cart (anon_id, version, updated_at) with recursive ${visitors} select anon_id, 12, 1 from visitors`.execute(trx);
      await sql`insert into cart_add (anon_id, id, item_id, quantity, version) with recursive ${visitors} select anon_id, 'add-' || i, 'fountain-pen', 1, i from visitors, n`.execute(trx);
    });
    const report = await app.app.retention.sweep();
    expect(report).toMatchObject({ outcome: 'done', removed: 800, rows: { item_view: 3_600, cart_add: 3_600, history: 300, cart: 300, anon_user: 800 } });
    expect(removed.reduce((total, rows) => total + rows)).toBe(7_200 + 600 + 800);
    expect(Math.max(...removed)).toBeLessThanOrEqual(app.app.store.dialect === 'sqlite' ? 128 : 256);
  });

  it('asks whether a visitor is kept once more when it removes them', async () => {
    let base: Store | null = null;
    let pause: () => Promise<void> = async () => undefined;
    const open = (config: Parameters<typeof openStore>[0]) => pausingStore((base = openStore(config)), (isInStep) => (isInStep ? Promise.resolve() : pause()));
    await using app = await createTestApp({ RETENTION_KEEP_CARTS: 'true' }, { openStore: open });
    const outcomes = new Set<string>();
    for (let target = 0, reached = 1; target < reached; target += 1) {
      // Whoever the sweep before has kept is asked again.
      app.clock.advance({ days: 1 });
      const { tokens, caller } = await createFullVisitor(app);
      await caller.cart.clear({ version: (await caller.cart.get()).version });
      await setActivity(app, tokens.anonId, app.clock.now() - 365 * DAY_MS);
      // Whoever is claimed is nobody, and has no way to fill a cart.
      const line = sql`
        insert into cart_line (anon_id, item_id, quantity, price_minor, currency, position, version, updated_at)
        select anon_id, 'fountain-pen', 1, 1, 'EUR', 1, 9, 1 from anon_user where anon_id = ${tokens.anonId} and last_activity_at > 0
      `;
      let isFilled = false;
      reached = 0;
      pause = async () => {
        if (reached++ === target) isFilled = (await base?.write((trx) => line.execute(trx)))?.numAffectedRows === 1n;
      };
      const { removed } = await app.app.retention.sweep();
      pause = async () => undefined;
      expect({ target, isFilled, isThere: await exists(app, tokens.anonId), removed }).toEqual({ target, isFilled, isThere: isFilled, removed: isFilled ? 0 : 1 });
      outcomes.add(isFilled ? 'kept' : 'removed');
      await app.app.services.privacy.erase(tokens.anonId).catch(() => undefined);
    }
    expect([...outcomes].sort()).toEqual(['kept', 'removed']);
  });

  it('is done by one process at a time; one that died keeps the others out for half a minute', async () => {
    await using app = await createTestApp();
    await populate(app, 3, 2);
    const lease = { name: 'retention', holder: 'dead', leased_until: app.clock.now() + 30_000, last_report: null };
    await app.app.store.write((trx) => trx.insertInto('sweep').values(lease).execute());
    expect(await app.app.retention.sweep()).toMatchObject({ outcome: 'busy', removed: 0 });
    app.clock.advance({ seconds: 30 });
    expect(await app.app.retention.sweep()).toMatchObject({ outcome: 'done', removed: 2 });
  });

  it('holds its place while it counts', async () => {
    await using app = await createTestApp({ RETENTION_MIN_COUNT: '20000' });
    await createManyVisitors(app, 11_000, 10_500);
    const leases = new Set<number | undefined>();
    const stopping = new AbortController();
    const onProgress = async (counted: number) => {
      if (counted === 10_000) app.clock.advance({ seconds: 29 });
      if (counted === 10_500) {
        leases.add((await app.app.store.db.selectFrom('sweep').select('leased_until').executeTakeFirst())?.leased_until);
        stopping.abort();
      }
    };
    const lease = app.clock.now() + 29_000 + 30_000;
    await app.app.retention.sweep({ signal: stopping.signal, onProgress: (counted) => void onProgress(counted) });
    expect([...leases]).toEqual([lease]);
  });

  it('says that it failed, to whoever looks later too, and leaves its place to the next', async () => {
    let failing = 0;
    const open = (config: Parameters<typeof openStore>[0]) =>
      pausingStore(openStore(config), async (isInStep) => {
        if (isInStep && failing-- > 0) throw new Refusal('STORAGE_UNAVAILABLE');
      });
    await using app = await createTestApp({}, { openStore: open });
    await populate(app, 3, 3);
    const report = await app.app.retention.sweep({ onProgress: () => void (failing = 1) });
    expect(report).toMatchObject({ outcome: 'failed', due: 3, removed: 0 });
    expect(await app.app.retention.status()).toMatchObject({ lastSweep: report });
    expect(await app.app.retention.sweep()).toMatchObject({ outcome: 'done', removed: 3 });
  });

  it('is not kept out by a lease from a clock that was set back', async () => {
    await using app = await createTestApp();
    const lease = { name: 'retention', holder: 'ahead', leased_until: app.clock.now() + 400 * DAY_MS, last_report: null };
    await app.app.store.write((trx) => trx.insertInto('sweep').values(lease).execute());
    expect(await app.app.retention.sweep()).toMatchObject({ outcome: 'done' });
  });

  it.each(['0', '-1', '1.5', 'never'])('does not start with a retention of %s', (days) => {
    expect(() => loadConfig({ RETENTION_DAYS: days })).toThrow(ConfigError);
    expect(() => loadConfig({ RETENTION_DAYS: days })).toThrow(/^RETENTION_DAYS /);
  });

  it('does not start with a retention shorter than the life of an idle session', () => {
    expect(() => loadConfig({ RETENTION_DAYS: '30', SESSION_IDLE_DAYS: '31' })).toThrow(/RETENTION_DAYS/);
  });
});
