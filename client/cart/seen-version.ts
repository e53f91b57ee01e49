import type { Cart, CartLine } from '../../shared/cart.schema.ts';

/**
 * A version says what the visitor saw. Their own acts move it before the next one is sent: as long as the answered cart
 * holds what they saw, its version names that. Where it holds anything else, somebody else changed it, and only the
 * version they saw makes the server refuse.
 */

export function seenLineVersion(answered: Cart | undefined, seen: CartLine): number {
  const line = answered?.lines.find(({ itemId }) => itemId === seen.itemId);
  return line?.quantity === seen.quantity ? line.version : seen.version;
}

export function seenCartVersion(answered: Cart | undefined, seen: Cart): number {
  return answered !== undefined && holdsTheSame(answered, seen) ? answered.version : seen.version;
}

function holdsTheSame(one: Cart, other: Cart): boolean {
  const quantities = new Map(other.lines.map(({ itemId, quantity }) => [itemId, quantity]));
  return one.lines.length === quantities.size && one.lines.every(({ itemId, quantity }) => quantities.get(itemId) === quantity);
}
