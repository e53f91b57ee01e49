import { describe, expect, it } from 'vitest';
import { SweepPace } from './sweep-pace.ts';

const LIGHT = { stepMs: 0.4, commitMs: 0.2, rows: 32, visitors: 16, isComplete: true };

function paceAfter(...steps: readonly Partial<typeof LIGHT>[]): SweepPace {
  const pace = new SweepPace();
  for (const step of steps) pace.note({ ...LIGHT, visitors: pace.size, rows: 2 * pace.size, ...step });
  return pace;
}

describe('the pace of a sweep', () => {
  it('takes more visitors at once while steps are short, up to a bound', () => {
    expect([0, 1, 2, 5, 9].map((steps) => paceAfter(...Array.from({ length: steps }, () => ({}))).size)).toEqual([16, 32, 64, 256, 256]);
  });

  it('takes fewer after a step that was too long, down to a bound', () => {
    const grown = [{}, {}, {}];
    expect(paceAfter(...grown).size).toBe(128);
    expect(paceAfter(...grown, { stepMs: 2.1 }).size).toBe(64);
    expect(paceAfter(...grown, ...Array.from({ length: 9 }, () => ({ stepMs: 9 }))).size).toBe(16);
  });

  it('takes as many as before after a step that was about right', () => {
    expect(paceAfter({}, { stepMs: 1.5 }).size).toBe(32);
  });

  it('takes no more visitors than their rows fit into a step', () => {
    const of14Rows = Array.from({ length: 9 }, () => ({}));
    const pace = new SweepPace();
    for (const _step of of14Rows) pace.note({ ...LIGHT, visitors: pace.size, rows: 14 * pace.size });
    expect(pace.size).toBe(64);
    pace.note({ ...LIGHT, visitors: 64, rows: 1_000, isComplete: false });
    expect(pace.size).toBe(32);
  });

  it('rests twice as long as the last statements took, and never less than a millisecond', () => {
    expect(paceAfter({ stepMs: 3, commitMs: 4 }).pauseMs).toBe(6);
    expect(paceAfter({ stepMs: 3, commitMs: 4 }, { stepMs: 0.1 }).pauseMs).toBe(1);
  });

  it('remembers the longest step and the longest commit', () => {
    const { longestStepMs, longestCommitMs } = paceAfter({ stepMs: 3 }, { commitMs: 4 }, {});
    expect({ longestStepMs, longestCommitMs }).toEqual({ longestStepMs: 3, longestCommitMs: 4 });
  });
});
