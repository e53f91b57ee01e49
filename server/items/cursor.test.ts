import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CURSOR_MAX_CHARS } from '../../shared/limits.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';

const anonId = fc.uuid({ version: 7 });
const seq = fc.integer({ min: 1, max: 999_999_999_999_999 });

describe('a cursor', () => {
  it('comes back as it went, for its visitor, and fits the limit', () => {
    fc.assert(
      fc.property(anonId, seq, (id, position) => {
        const cursor = encodeCursor(id, position);
        expect(decodeCursor(id, cursor)).toBe(position);
        expect(cursor.length).toBeLessThanOrEqual(CURSOR_MAX_CHARS);
      }),
    );
  });

  it('is nothing to another visitor', () => {
    fc.assert(
      fc.property(anonId, anonId, seq, (one, other, position) => {
        fc.pre(one !== other);
        expect(decodeCursor(other, encodeCursor(one, position))).toBeNull();
      }),
    );
  });

  it('is null or a whole positive number for any text at all', () => {
    fc.assert(
      fc.property(anonId, fc.string({ unit: 'binary' }), (id, text) => {
        const position = decodeCursor(id, text);
        expect(position === null || (Number.isSafeInteger(position) && position > 0)).toBe(true);
      }),
    );
  });

  it.each(['0', '-1', '1.5', '1e3', '01', ' 1', '9999999999999999', 'NaN', ''])('of position %j is null', (position) => {
    const id = '019bc186-de00-7386-b706-df12b639dce6';
    expect(decodeCursor(id, Buffer.from(`${position}.${id.slice(-12)}`).toString('base64url'))).toBeNull();
  });
});
