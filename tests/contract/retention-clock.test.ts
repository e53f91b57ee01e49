import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DATABASES } from '../support/databases.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { createManyVisitors } from '../support/many-visitors.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const SECRET = randomBytes(48).toString('base64');
const DONE = { outcome: 'done', removed: 0 };
const IN_DOUBT = { outcome: 'clock-jumped', removed: 0 };

/** A process that starts when its clock says so much more than the test's beginning. */
async function startAt(url: string, ahead: { readonly days: number }, monotonic?: FakeClock): Promise<TestApp> {
  const app = await createTestApp({ DATABASE_URL: url, PASSERBY_SECRET: SECRET, RETENTION_DAYS: '100' }, monotonic === undefined ? {} : { monotonic });
  app.clock.advance(ahead);
  return app;
}

async function visitorsLeft({ app }: TestApp): Promise<number> {
  return (await app.store.db.selectFrom('anon_user').select('anon_id').execute()).length;
}

describe.each(DATABASES)('the clock of a sweep on $name', (database) => {
  it('is in doubt when it starts far ahead of the last sweep of any process, in the smallest shop too', async () => {
    await using home = await database.migrated();
    await using right = await startAt(home.url, { days: 0 });
    await createManyVisitors(right, 3, 0);
    expect(await right.app.retention.sweep()).toMatchObject(DONE);
    await using wrong = await startAt(home.url, { days: 400 });
    expect(await wrong.app.retention.sweep({ isDryRun: true })).toMatchObject({ outcome: 'dry-run', due: 3, refusal: 'clock-jumped' });
    expect(await wrong.app.retention.sweep()).toMatchObject(IN_DOUBT);
    expect(await visitorsLeft(right)).toBe(3);
    expect(await wrong.app.retention.sweep({ isDryRun: true, isForced: true })).toMatchObject({ due: 3, refusal: null });
    expect(await wrong.app.retention.sweep({ isForced: true })).toMatchObject({ outcome: 'done', removed: 3 });
  });

  it('leaves the lease to whoever sweeps by another clock, while it is in doubt', async () => {
    await using home = await database.migrated();
    await using right = await startAt(home.url, { days: 0 });
    const lease = { name: 'retention', holder: 'right', leased_until: right.clock.now() + 30_000, last_report: null, clock_at: right.clock.now() };
    await right.app.store.write((trx) => trx.insertInto('sweep').values(lease).execute());
    await using wrong = await startAt(home.url, { days: 400 });
    expect(await wrong.app.retention.sweep()).toMatchObject(IN_DOUBT);
    expect(await right.app.store.db.selectFrom('sweep').selectAll().execute()).toEqual([lease]);
    expect(await wrong.app.retention.status()).toMatchObject({ clockBelievedAt: new Date(right.clock.now()).toISOString() });
  });

  it('is known from the report of a version that did not note it', async () => {
    await using home = await database.migrated();
    await using old = await startAt(home.url, { days: 0 });
    const { refusal: _, ...report } = await old.app.retention.sweep();
    await old.app.store.write(async (trx) => {
      await trx.updateTable('sweep').set({ last_report: JSON.stringify(report) }).execute();
      await trx.deleteFrom('schema_version').where('name', '=', '0011-sweep-clock').execute();
      await trx.schema.alterTable('sweep').dropColumn('clock_at').execute();
    });
    await using app = await startAt(home.url, { days: 400 });
    expect(await app.app.retention.status()).toMatchObject({ lastSweep: report, clockBelievedAt: report.startedAt });
    expect(await app.app.retention.sweep()).toMatchObject(IN_DOUBT);
  });

  it.each([
    [25, DONE],
    [26, IN_DOUBT],
  ])('may be ahead by a quarter of the retention of 100 days: %i days', async (days, expected) => {
    await using home = await database.migrated();
    await using first = await startAt(home.url, { days: 0 });
    expect(await first.app.retention.sweep()).toMatchObject(DONE);
    await using later = await startAt(home.url, { days });
    expect(await later.app.retention.sweep()).toMatchObject(expected);
  });

  it('is believed by a process that has seen the time pass', async () => {
    await using home = await database.migrated();
    await using app = await startAt(home.url, { days: 0 });
    await createManyVisitors(app, 3, 0);
    expect(await app.app.retention.sweep()).toMatchObject(DONE);
    app.clock.advance({ days: 200 });
    expect(await app.app.retention.sweep()).toMatchObject({ outcome: 'done', removed: 3 });
  });

  it('is believed again once it is set right', async () => {
    await using home = await database.migrated();
    await using first = await startAt(home.url, { days: 0 });
    expect(await first.app.retention.sweep()).toMatchObject(DONE);
    await using wrong = await startAt(home.url, { days: 400 }, new FakeClock());
    expect(await wrong.app.retention.sweep()).toMatchObject(IN_DOUBT);
    wrong.clock.advance({ days: -400 });
    expect(await wrong.app.retention.sweep()).toMatchObject(DONE);
  });

  it('is believed again after a day without another process that disagrees', async () => {
    await using home = await database.migrated();
    await using right = await startAt(home.url, { days: 0 });
    await using wrong = await startAt(home.url, { days: 400 });
    const outcomes: string[] = [];
    for (let hour = 0; hour <= 60; hour += 1) {
      if (hour <= 30) expect(await right.app.retention.sweep()).toMatchObject(DONE);
      outcomes.push((await wrong.app.retention.sweep()).outcome);
      right.clock.advance({ hours: 1 });
      wrong.clock.advance({ hours: 1 });
    }
    expect(outcomes.indexOf('done')).toBe(30 + 24);
    expect(outcomes.lastIndexOf('clock-jumped')).toBe(30 + 23);
  });
});
