import { describe, expect, it } from 'vitest';
import { RestartGuard } from './restart-guard.ts';
import { decideBackoffMs } from './session-upkeep.ts';
import { FakeClock } from './fake-clock.ts';

describe('decideBackoffMs', () => {
  it('doubles from a second to thirty, at least half of it', () => {
    expect([0, 1, 2, 10, 1_000].map((failures) => decideBackoffMs(failures, 0))).toEqual([500, 1_000, 2_000, 15_000, 15_000]);
    expect(decideBackoffMs(10, 1)).toBe(30_000);
  });
});

describe('RestartGuard', () => {
  it('allows any number of restarts that are far apart, and three in quick succession', async () => {
    const clock = new FakeClock();
    const guard = new RestartGuard(clock);
    const slow: boolean[] = [];
    for (let restart = 0; restart < 5; restart += 1) {
      slow.push(guard.allows());
      await clock.advance(10_000);
    }
    expect(slow).toEqual([true, true, true, true, true]);
    expect(Array.from({ length: 4 }, () => guard.allows())).toEqual([true, true, true, false]);
  });
});
