import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isShared, share, toJsonBytes } from './shared-values.ts';

const SHARED = [share({ title: { zh: '亚麻笔记本 "a"\u2028' } }), share({}), share({ n: [1, null] })];

describe('toJsonBytes', () => {
  it('gives the bytes of what JSON.stringify gives, wherever shared objects stand', () => {
    const element = fc.oneof(fc.constantFrom(...SHARED), fc.jsonValue({ stringUnit: 'binary' }), fc.constant(undefined));
    const member = fc.oneof(fc.array(element), fc.array(element).map((list) => [...list, ...SHARED]), fc.jsonValue({ stringUnit: 'binary' }), fc.constant(undefined), fc.constant(new Date(0)));
    const value = fc.oneof(fc.dictionary(fc.string({ unit: 'binary' }), member), member);
    fc.assert(
      fc.property(value, (any) => {
        expect(Buffer.from(toJsonBytes(any), 'latin1').toString()).toBe(JSON.stringify(any) ?? '');
      }),
      { numRuns: 2_000 },
    );
  });

  it('writes a shared object once', () => {
    let looks = 0;
    const item = share({
      toJSON() {
        looks += 1;
        return { seen: looks };
      },
    });
    expect([toJsonBytes({ items: [item] }), toJsonBytes({ items: [{}, item] })]).toEqual(['{"items":[{"seen":1}]}', '{"items":[{},{"seen":1}]}']);
  });
});

describe('a shared object', () => {
  it('is frozen all through, so that what was checked and written stays true', () => {
    const item = share({ title: { en: 'a' }, tags: [{ n: 1 }] });
    expect([item, item.title, item.tags, item.tags[0]].every((part) => Object.isFrozen(part) && isShared(part as object))).toBe(true);
    expect(isShared({ ...item })).toBe(false);
  });
});
