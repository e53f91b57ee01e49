import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SweepSchedule } from '../../server/retention/sweep-schedule.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const MINUTE_MS = 60_000;
/** A client of PostgreSQL has timers of its own. */
const IN_MEMORY = { DATABASE_URL: 'file::memory:' };

/** Until the sweep that a timer started has ended. Its own pauses are real. */
async function nextSweep({ app }: TestApp): Promise<unknown> {
  for (let turn = 0; turn < 10_000; turn += 1) {
    const { lastSweep } = await app.retention.status();
    if (lastSweep !== null) {
      await app.store.write((trx) => trx.updateTable('sweep').set({ last_report: null }).execute());
      return lastSweep.outcome;
    }
    await setImmediate();
  }
  return 'none';
}

async function hasSwept({ app }: TestApp): Promise<boolean> {
  for (let turn = 0; turn < 100; turn += 1) await setImmediate();
  return (await app.retention.status()).lastSweep !== null;
}

describe('a server that runs', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  it('sweeps by itself in its second minute', async () => {
    await using app = await createTestApp(IN_MEMORY);
    await app.listen();
    vi.advanceTimersByTime(MINUTE_MS - 1);
    expect(await hasSwept(app)).toBe(false);
    vi.advanceTimersByTime(MINUTE_MS + 1);
    expect(await nextSweep(app)).toBe('done');
    vi.useRealTimers();
  });

  it('sweeps again after every interval, a tenth more or less, and no more once it stops', async () => {
    await using app = await createTestApp(IN_MEMORY);
    const schedule = new SweepSchedule(app.app.retention, 10 * MINUTE_MS);
    schedule.start();
    vi.advanceTimersByTime(2 * MINUTE_MS);
    expect(await nextSweep(app)).toBe('done');
    for (let sweep = 0; sweep < 3; sweep += 1) {
      expect(await hasSwept(app)).toBe(false);
      vi.advanceTimersByTime(9 * MINUTE_MS - 1);
      expect(await hasSwept(app)).toBe(false);
      vi.advanceTimersByTime(2 * MINUTE_MS + 1);
      expect(await nextSweep(app)).toBe('done');
    }
    await schedule.stop();
    vi.advanceTimersByTime(60 * MINUTE_MS);
    expect(await hasSwept(app)).toBe(false);
    vi.useRealTimers();
  });
});
