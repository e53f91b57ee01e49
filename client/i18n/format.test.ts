import { describe, expect, it } from 'vitest';
import { formatAgo, formatNumber } from './format.ts';

const NOW = Date.parse('2026-06-15T12:00:00Z');
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

describe('formatAgo', () => {
  it.each([
    [5 * MINUTE, '5 minutes ago', '5分钟前'],
    [3 * 60 * MINUTE, '3 hours ago', '3小时前'],
    [DAY, 'yesterday', '昨天'],
    [65 * DAY, '2 months ago', '2个月前'],
    [800 * DAY, '2 years ago', '2年前'],
  ])('tells %i ms in both languages', (passed, en, zh) => {
    expect([formatAgo('en', NOW - passed, NOW), formatAgo('zh', NOW - passed, NOW)]).toEqual([en, zh]);
  });

  it('is null within the first minute and for a time that this clock has not reached', () => {
    expect([formatAgo('en', NOW - 59_999, NOW), formatAgo('en', NOW + DAY, NOW)]).toEqual([null, null]);
  });
});

describe('formatNumber', () => {
  it('groups digits', () => {
    expect(formatNumber('en', 12345)).toBe('12,345');
  });
});
