import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { singleLineText } from './text.ts';

const MAX = 20;
const text = singleLineText(MAX);

describe('singleLineText', () => {
  it('lets no text through that could break a log, a header or a database', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (input) => {
        const { data } = text.safeParse(input);
        if (data === undefined) return;
        expect(data).toBe(input.trim());
        expect(data.length).toBeGreaterThan(0);
        expect(data.length).toBeLessThanOrEqual(MAX);
        expect(data.isWellFormed()).toBe(true);
        // A well-formed text without controls survives UTF-8 and JSON unchanged.
        expect(Buffer.from(data).toString()).toBe(data);
        expect(data).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
      }),
    );
  });

  it('counts after trimming', () => {
    expect(text.parse(`  ${'x'.repeat(MAX)}\n`)).toBe('x'.repeat(MAX));
    expect(text.safeParse('x'.repeat(MAX + 1)).success).toBe(false);
    expect(text.safeParse(' \u00a0\t ').success).toBe(false);
  });
});
