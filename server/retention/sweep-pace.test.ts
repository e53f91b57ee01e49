import { describe, expect, it } from 'vitest';
import { SweepPace } from './sweep-pace.ts';

/** Long ago, so that the rate asks for no rest. */
const STEP = { commitMs: 0.2, rows: 128, sinceLastMs: 1_000 };

function paceAfter(...stepsMs: readonly number[]): SweepPace {
  const pace = new SweepPace('sqlite');
  for (const stepMs of stepsMs) pace.note({ ...STEP, stepMs });
  return pace;
}

describe('the pace of a sweep', () => {
  it('takes more rows at once while steps are short, up to a bound', () => {
    expect([[], [0.4], [0.4, 0.4]].map((steps) => paceAfter(...steps).rows)).toEqual([64, 128, 128]);
  });

  it('takes fewer after a step that was too long, down to a bound', () => {
    expect([[1.1], [1.1, 9]].map((steps) => paceAfter(0.4, ...steps).rows)).toEqual([64, 64]);
  });

  it('takes as many as before after a step that was about right', () => {
    expect([paceAfter(0.7).rows, paceAfter(0.4, 0.7).rows]).toEqual([64, 128]);
  });

  it('claims a visitor for every four rows that it may write', () => {
    expect([paceAfter().claims, paceAfter(0.4).claims]).toEqual([16, 32]);
  });

  it('rests twice as long as the last statements took, and never less than a millisecond', () => {
    expect(paceAfter(3).pauseMs).toBe(6);
    expect(paceAfter(3, 0.1).pauseMs).toBe(1);
  });

  it('rests longer on a quick machine, so that no more than 20,800 rows a second go', () => {
    const pace = paceAfter();
    let elapsedMs = 0;
    for (let step = 0; step < 100; step += 1) {
      const sinceLastMs = pace.pauseMs + 0.6;
      elapsedMs += sinceLastMs;
      pace.note({ stepMs: 0.5, commitMs: 0.1, rows: 120, sinceLastMs });
    }
    expect((100 * 120) / elapsedMs).toBeCloseTo(20.8, 0);
  });

  it('makes up for a second that it was held up, and for no more', () => {
    const pace = paceAfter();
    pace.note({ stepMs: 0.3, commitMs: 0.1, rows: 120, sinceLastMs: 60_000 });
    const rests = Array.from({ length: 400 }, () => {
      pace.note({ stepMs: 0.3, commitMs: 0.1, rows: 120, sinceLastMs: pace.pauseMs });
      return pace.pauseMs;
    });
    expect(rests.findIndex((pauseMs) => pauseMs > 1)).toBeCloseTo(1_000 / (120 / 20.8 - 1), -1);
  });

  it('takes larger steps and shorter rests on PostgreSQL, where a step holds nobody up', () => {
    const pace = new SweepPace('postgres');
    for (let step = 0; step < 9; step += 1) pace.note({ stepMs: 2, commitMs: 1, rows: 256, sinceLastMs: 3 });
    expect([pace.rows, pace.pauseMs]).toEqual([256, 2]);
  });

  it('remembers the longest step and the longest commit', () => {
    const pace = paceAfter(3, 1);
    pace.note({ ...STEP, stepMs: 0.1, commitMs: 4 });
    expect([pace.longestStepMs, pace.longestCommitMs]).toEqual([3, 4]);
  });
});
