import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { extend, isShared, share, toJsonBytes } from './shared-values.ts';

const SHARED = [share({ title: { zh: '亚麻笔记本 "a"\u2028' } }), share({}), share({ n: [1, null] })];
const EXTENDED = SHARED.flatMap((head) => [extend(head, {}), extend(head, { count: 2, at: '晚' })]);
const STANDING = [...SHARED, ...EXTENDED];

describe('toJsonBytes', () => {
  it('gives the bytes of what JSON.stringify gives, wherever shared objects stand', () => {
    const element = fc.oneof(fc.constantFrom(...STANDING), fc.jsonValue({ stringUnit: 'binary' }), fc.constant(undefined));
    const member = fc.oneof(fc.array(element), fc.tuple(fc.array(element), fc.constantFrom(...STANDING)).map(([list, last]) => [...list, last]), fc.jsonValue({ stringUnit: 'binary' }), fc.constant(undefined), fc.constant(new Date(0)));
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

  it('writes what extended objects begin with once', () => {
    const writes = vi.spyOn(JSON, 'stringify');
    onTestFinished(() => void writes.mockRestore());
    const head = share({ title: 'a' });
    expect(toJsonBytes([extend(head, { count: 1 })])).toBe('[{"title":"a","count":1}]');
    expect(toJsonBytes({ items: [extend(head, { count: 1 }), extend(head, { count: 2 })] })).toBe('{"items":[{"title":"a","count":1},{"title":"a","count":2}]}');
    expect(writes.mock.calls.filter(([value]) => value === head)).toHaveLength(1);
  });
});

describe('a shared object', () => {
  it('is frozen all through, so that what was checked and written stays true', () => {
    const item = share({ title: { en: 'a' }, tags: [{ n: 1 }] });
    expect([item, item.title, item.tags, item.tags[0]].every((part) => Object.isFrozen(part) && isShared(part as object))).toBe(true);
    expect(isShared({ ...item })).toBe(false);
  });

  it('is extended by an object like any other, frozen too', () => {
    const head = { title: { en: 'a' } };
    const item = extend(head, { count: 1 });
    expect([item, JSON.stringify(item), Reflect.ownKeys(item)]).toEqual([{ title: { en: 'a' }, count: 1 }, '{"title":{"en":"a"},"count":1}', ['title', 'count']]);
    expect([head, item, item.title].every((part) => Object.isFrozen(part) && isShared(part))).toBe(true);
    expect(isShared({ ...item })).toBe(false);
  });

  it('stays what was checked, whatever becomes of what it was made from', () => {
    const tail: { count: number } = { count: 1 };
    const item = extend({ title: 'a' }, tail);
    expect(() => (tail.count = 2)).toThrow(TypeError);
    expect(toJsonBytes({ items: [item] })).toBe('{"items":[{"title":"a","count":1}]}');
  });

  it('has no member twice', () => {
    expect(() => extend<object, Record<string, number>>({ count: 1 }, { count: 2 })).toThrow(TypeError);
  });
});
