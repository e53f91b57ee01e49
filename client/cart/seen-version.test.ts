import { describe, expect, it } from 'vitest';
import type { Cart, CartLine } from '../../shared/cart.schema.ts';
import { itemIdSchema } from '../../shared/ids.ts';
import { seenCartVersion, seenLineVersion } from './seen-version.ts';

function line(item: string, quantity: number, version: number): CartLine {
  const price = { amount: 1000, currency: 'EUR' };
  return { itemId: itemIdSchema.parse(item), title: { en: 'Thing', zh: '物' }, quantity, unitPrice: price, currentPrice: price, isAvailable: true, version, updatedAt: '' };
}

function cart(version: number, ...lines: CartLine[]): Cart {
  return { lines, total: { amount: 0, currency: 'EUR' }, itemCount: 0, version };
}

describe('the version of what the visitor saw', () => {
  it('is the one of now where their own acts led to it', () => {
    expect(seenLineVersion(cart(9, line('lamp', 2, 9)), line('lamp', 2, 3))).toBe(9);
    expect(seenLineVersion(cart(9, line('lamp', 1, 9)), line('lamp', 1, 0))).toBe(9);
    expect(seenCartVersion(cart(9, line('lamp', 2, 9), line('cup', 1, 4)), cart(4, line('cup', 1, 4), line('lamp', 2, 3)))).toBe(9);
  });

  it('stays the old one where a line holds what they did not see', () => {
    expect(seenLineVersion(cart(9, line('lamp', 7, 9)), line('lamp', 1, 3))).toBe(3);
    expect(seenLineVersion(cart(9), line('lamp', 1, 3))).toBe(3);
    expect(seenLineVersion(undefined, line('lamp', 1, 3))).toBe(3);
  });

  it('stays the old one where the cart does', () => {
    const seen = cart(4, line('lamp', 2, 3));
    expect(seenCartVersion(cart(9, line('lamp', 7, 9)), seen)).toBe(4);
    expect(seenCartVersion(cart(9, line('lamp', 2, 3), line('cup', 1, 9)), seen)).toBe(4);
    expect(seenCartVersion(cart(9, line('cup', 2, 9)), seen)).toBe(4);
    expect(seenCartVersion(undefined, seen)).toBe(4);
  });
});
