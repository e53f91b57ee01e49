import { describe, expect, it } from 'vitest';
import type { Cart, CartLine } from '../../shared/cart.schema.ts';
import { itemIdSchema } from '../../shared/ids.ts';
import { type CartAct, withActs } from './cart-change.ts';

const LAMP = itemIdSchema.parse('lamp');
const CUP = itemIdSchema.parse('cup');

function line(facts: Partial<CartLine>): CartLine {
  const price = { amount: 1000, currency: 'EUR' };
  return { itemId: LAMP, title: { en: 'Lamp', zh: '灯' }, quantity: 1, unitPrice: price, currentPrice: price, isAvailable: true, version: 3, updatedAt: '2026-01-01T00:00:00.000Z', ...facts };
}

const LAMPS = line({ quantity: 2 });
const CART: Cart = { lines: [LAMPS], total: { amount: 2000, currency: 'EUR' }, itemCount: 2, version: 7 };

function add(itemId: typeof LAMP, amount: number, quantity = 1): CartAct {
  return { kind: 'add', item: { itemId, title: { en: 'Cup', zh: '杯' }, price: { amount, currency: 'EUR' } }, quantity, id: '' };
}

function told(cart: Cart): unknown {
  return { lines: cart.lines.map(({ itemId, quantity }) => [itemId, quantity]), total: cart.total.amount, pieces: cart.itemCount };
}

describe('a cart with what is on its way', () => {
  it('is the cart when nothing is', () => {
    expect(withActs(CART, [])).toBe(CART);
  });

  it('has what was added: a new item last, a known one at its place and at the new price', () => {
    expect(told(withActs(CART, [add(CUP, 500, 3)]))).toEqual({ lines: [['lamp', 2], ['cup', 3]], total: 3500, pieces: 5 });
    expect(told(withActs(CART, [add(LAMP, 900)]))).toEqual({ lines: [['lamp', 3]], total: 2700, pieces: 3 });
  });

  it('holds no more of one item than a cart can', () => {
    expect(told(withActs(CART, [add(LAMP, 1000, 99)]))).toMatchObject({ pieces: 99 });
  });

  it('follows everything that was done, in order', () => {
    const acts: CartAct[] = [add(CUP, 500), { kind: 'set', line: LAMPS, quantity: 5 }, { kind: 'remove', line: line({ itemId: CUP }) }];
    expect(told(withActs(CART, acts))).toEqual({ lines: [['lamp', 5]], total: 5000, pieces: 5 });
    expect(told(withActs(CART, [...acts, { kind: 'clear', cart: CART }, add(CUP, 500)]))).toEqual({ lines: [['cup', 1]], total: 500, pieces: 1 });
  });

  it('shows what has left the shop and does not count it', () => {
    const cart = { ...CART, lines: [LAMPS, line({ itemId: CUP, isAvailable: false, currentPrice: null })] };
    expect(told(withActs(cart, [{ kind: 'set', line: LAMPS, quantity: 1 }]))).toEqual({ lines: [['lamp', 1], ['cup', 1]], total: 1000, pieces: 1 });
  });
});
