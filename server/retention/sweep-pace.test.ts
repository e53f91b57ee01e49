import { describe, expect, it } from 'vitest';
import { SweepPace } from './sweep-pace.ts';

function paceAfter(...stepsMs: readonly number[]): SweepPace {
  const pace = new SweepPace('sqlite');
  for (const stepMs of stepsMs) pace.note({ stepMs, commitMs: 0.2 });
  return pace;
}

describe('the pace of a sweep', () => {
  it('takes more rows at once while steps are short, up to a bound', () => {
    expect([[], [0.4], [0.4, 0.4]].map((steps) => paceAfter(...steps).rows)).toEqual([128, 256, 256]);
  });

  it('takes fewer after a step that was too long, down to a bound', () => {
    expect([[2.1], [2.1, 9]].map((steps) => paceAfter(0.4, ...steps).rows)).toEqual([128, 128]);
  });

  it('takes as many as before after a step that was about right', () => {
    expect([paceAfter(1.5).rows, paceAfter(0.4, 1.5).rows]).toEqual([128, 256]);
  });

  it('claims a visitor for every four rows that it may write', () => {
    expect([paceAfter().claims, paceAfter(0.4).claims]).toEqual([32, 64]);
  });

  it('rests three times as long as the last statements took, and never less than a millisecond', () => {
    expect(paceAfter(3).pauseMs).toBe(9);
    expect(paceAfter(3, 0.1).pauseMs).toBe(1);
  });

  it('takes larger steps and shorter rests on PostgreSQL, where a step holds nobody up', () => {
    const pace = new SweepPace('postgres');
    for (let step = 0; step < 9; step += 1) pace.note({ stepMs: 15, commitMs: 1 });
    expect([pace.rows, pace.pauseMs]).toEqual([1024, 15]);
  });

  it('remembers the longest step and the longest commit', () => {
    const pace = paceAfter(3, 1);
    pace.note({ stepMs: 0.1, commitMs: 4 });
    expect([pace.longestStepMs, pace.longestCommitMs]).toEqual([3, 4]);
  });
});
