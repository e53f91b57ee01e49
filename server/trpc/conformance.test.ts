import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { meOutput, tokenResponse } from '../../shared/anon.schema.ts';
import { cart } from '../../shared/cart.schema.ts';
import { listViewsOutput } from '../../shared/history.schema.ts';
import { addActionOutput, listItemsOutput } from '../../shared/items.schema.ts';
import { preferencesOutput } from '../../shared/preferences.schema.ts';
import { listSessionsOutput } from '../../shared/sessions.schema.ts';
import { compileConformance } from './conformance.ts';
import { extend, share } from '../shared-values.ts';

const ID = '01a1f516-8e90-78d9-a462-10ab6daf0fc6';
const AT = '2026-11-22T12:00:00.000Z';
const TEXT = { en: 'Linen notebook', zh: '亚麻笔记本' };
const PRICE = { amount: 1800, currency: 'EUR' };
const ITEM = { itemId: 'linen-notebook', title: TEXT, description: TEXT, category: 'writing', price: PRICE, actionCount: 2, lastActionAt: AT };
const ACTION = { id: ID, action: 'liked', itemId: null, createdAt: AT };
const LINE = { itemId: 'linen-notebook', title: TEXT, quantity: 1, unitPrice: PRICE, currentPrice: null, isAvailable: false, version: 3, updatedAt: AT };

const CASES: readonly (readonly [string, z.ZodType, object])[] = [
  ['items.list', listItemsOutput, { anonId: ID, items: [ITEM, { ...ITEM, lastActionAt: null }], actions: [ACTION], nextCursor: 'abc' }],
  ['items.addAction', addActionOutput, { action: ACTION }],
  ['anon.login', tokenResponse, { anonId: ID, accessToken: 'a', tokenType: 'Bearer', expiresIn: 600, refreshToken: 'r', refreshExpiresIn: 5 }],
  ['anon.me', meOutput, { anonId: ID, sessionId: ID, createdAt: AT, lastActivityAt: AT }],
  ['cart.get', cart, { lines: [LINE], total: PRICE, itemCount: 1, version: 0 }],
  ['history.list', listViewsOutput, { views: [{ viewId: 1, itemId: 'a', title: TEXT, isAvailable: true, viewedAt: AT }], nextCursor: null }],
  ['preferences.get', preferencesOutput, { preferences: { theme: 'dark', app: { catalogueView: 'grid' } }, version: 1, updatedAt: null }],
  ['sessions.list', listSessionsOutput, { sessions: [{ sessionId: ID, isCurrent: true, createdAt: AT, lastActivityAt: AT, expiresAt: AT }] }],
];

const ODD = [undefined, null, true, 0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, '', ' ', 'a\u0000', '2026-02-30T00:00:00Z', '01A1F516', [], [null], {}, { en: 'x' }, new Date(0), () => 1];

/** Every value that differs from `value` in one place: replaced by something odd, left out, or with a member more. */
function* neighbours(value: unknown): Generator<unknown> {
  yield* ODD;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) for (const other of neighbours(item)) yield value.with(index, other);
  } else if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value);
    for (const extra of ['extra', '__proto__', 'constructor']) yield Object.fromEntries([...fields, [extra, 1]]);
    for (const [name, field] of fields) {
      yield Object.fromEntries(fields.filter(([other]) => other !== name));
      for (const other of neighbours(field)) yield { ...value, [name]: other };
    }
  }
}

describe('what conforms', () => {
  it.each(CASES)('to the output of %s is what zod would hand back as it is', (_name, schema, sample) => {
    const conforms = compileConformance(schema);
    expect(conforms?.(sample)).toBe(true);
    for (const value of neighbours(sample)) {
      const { success, data } = schema.safeParse(value);
      expect({ value, conforms: conforms?.(value) }).toEqual({ value, conforms: success && isDeepStrictEqual(data, value) });
    }
  });

  it('knows a UUID as zod does', () => {
    const conforms = compileConformance(z.guid());
    const text = fc.oneof(fc.uuid(), fc.uuid().map((id) => id.toUpperCase()), fc.tuple(fc.uuid(), fc.nat(36), fc.string({ maxLength: 2 })).map(([id, at, other]) => id.slice(0, at) + other + id.slice(at + 1)));
    fc.assert(
      fc.property(text, (any) => {
        expect(conforms?.(any)).toBe(z.guid().safeParse(any).success);
      }),
      { numRuns: 2_000 },
    );
  });

  it('to a bound, a set or a name is what zod says, whatever is written in it', () => {
    const name = 'a\'"]`\\\u2028${1}';
    const numbers = [-1, 0, 0.5, 1, 2, 3, Number.NaN];
    const lists = [0, 1, 2, 3].map((length) => Array.from({ length }, () => 1));
    const cases: readonly (readonly [z.ZodType, readonly unknown[]])[] = [
      [z.number().gt(1), numbers],
      [z.number().gte(1), numbers],
      [z.number().lt(1), numbers],
      [z.number().lte(1), numbers],
      [z.array(z.number()).min(1).max(2), lists],
      [z.string().min(1).max(2), ['', 'a', 'ab', 'abc']],
      [z.enum({ A: 0, B: 1 }), [0, 1, 2, 'A', 'B']],
      [z.strictObject({ [name]: z.literal(name) }), [{ [name]: name }, { [name]: 'b' }, { a: name }, {}]],
    ];
    for (const [schema, values] of cases) {
      const conforms = compileConformance(schema);
      for (const value of values) expect({ value, conforms: conforms?.(value) }).toEqual({ value, conforms: schema.safeParse(value).success });
    }
  });

  it('is asked of zod for a schema that changes values, leaves members out, or is not known', () => {
    const refused = [z.enum(['a']).refine(() => false), z.string().nullable().refine(() => false), z.boolean().refine(() => false), z.strictObject({}).refine(() => false)];
    const odd = [z.base64url(), z.string().exactOptional(), z.strictObject({ constructor: z.string() })];
    const shapes = [...refused, ...odd, z.string().trim(), z.string().toLowerCase(), z.object({ a: z.string() }), z.string().refine(() => true), z.string().default('a'), z.coerce.number(), z.email(), z.union([z.string(), z.number()])];
    for (const schema of shapes) expect(compileConformance(schema)).toBeNull();
    for (const schema of shapes) expect(compileConformance(z.strictObject({ deep: z.array(schema.nullable()) }))).toBeNull();
  });

  it('is looked at once in a shared object, and every time in any other, frozen or not', () => {
    let looks = 0;
    const price = () => ({ get amount() {
      looks += 1;
      return 1;
    } });
    const conforms = compileConformance(z.strictObject({ price: z.strictObject({ amount: z.int() }) }));
    const shared = share({ price: price() });
    const other = Object.freeze({ price: Object.freeze(price()) });
    looks = 0;
    expect([conforms?.(shared), conforms?.(shared), conforms?.({ price: shared.price }), looks]).toEqual([true, true, true, 1]);
    expect([conforms?.(other), conforms?.(other), looks]).toEqual([true, true, 3]);
  });

  it('is looked at once in what an extended object begins with, and every time in the rest', () => {
    const conforms = compileConformance(z.strictObject({ unit: z.string().regex(/^E/), count: z.int().nonnegative(), note: z.string().optional() }));
    const looks = vi.spyOn(RegExp.prototype, 'test');
    onTestFinished(() => void looks.mockRestore());
    const head = share({ unit: 'EUR' });
    expect([1, 2, -1].map((count) => conforms?.(extend(head, { count })))).toEqual([true, true, false]);
    expect(looks).toHaveBeenCalledTimes(1);
    const odd: readonly Record<string, string | number>[] = [{}, { count: 1, more: 1 }, { count: 1, note: 2 }];
    for (const tail of odd) expect(conforms?.(extend<object, Record<string, string | number>>(head, tail))).toBe(false);
    const refused = share({ unit: 'USD' });
    expect([conforms?.(head), conforms?.(extend(refused, { count: 1 })), conforms?.(extend(refused, { count: 1 }))]).toEqual([false, false, false]);
  });

  it('is looked at again in an object that is frozen, but not all the way down', () => {
    const conforms = compileConformance(z.strictObject({ price: z.strictObject({ amount: z.int() }) }));
    const price: { amount: unknown } = { amount: 1 };
    const halfFrozen = Object.freeze({ price });
    expect(conforms?.(halfFrozen)).toBe(true);
    price.amount = 'one';
    expect(conforms?.(halfFrozen)).toBe(false);
  });

  it('is refused to a shared object every time, as to any other', () => {
    const conforms = compileConformance(z.strictObject({ amount: z.int() }));
    const shared = share({ amount: 1.5 });
    expect([conforms?.(shared), conforms?.(shared)]).toEqual([false, false]);
  });
});
