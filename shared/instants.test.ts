import { describe, expect, it } from 'vitest';
import { toInstant } from './instants.ts';

describe('an instant on the wire', () => {
  it('is spelled as the platform spells it, over midnights, leap days and far years', () => {
    const edges = [0, 1, 999, 1000, 59_999, 60_000, 3_599_999, 3_600_000, 86_399_999, 86_400_000, -1, -86_400_001, Date.UTC(2024, 1, 29, 23, 59, 59, 999), 8.64e15, -8.64e15];
    const spread = Array.from({ length: 5000 }, (_, index) => 1_790_000_000_000 + index * 37_000_019);
    for (const ms of [...edges, ...spread, ...edges]) expect(toInstant(ms)).toBe(new Date(ms).toISOString());
  });

  it('that is none is refused, also after one that is', () => {
    toInstant(0);
    for (const ms of [Number.NaN, Number.POSITIVE_INFINITY, 8.64e15 + 1]) expect(() => toInstant(ms)).toThrow(RangeError);
    expect(toInstant(0)).toBe('1970-01-01T00:00:00.000Z');
  });
});
