import type { Cart, CartLine } from '../../shared/cart.schema.ts';
import { CART_QUANTITY_MAX } from '../../shared/limits.ts';
import type { VisitorItem } from '../../shared/items.schema.ts';

/** What an addition knows of its item, so that the line can be shown before the server has answered. */
export type AddedItem = Pick<VisitorItem, 'itemId' | 'title' | 'price'>;

/** One thing that the visitor does with the cart. `line` and `cart` are as the visitor saw them when they did it. */
export type CartAct =
  | { readonly kind: 'add'; readonly item: AddedItem; readonly quantity: number; readonly id: string }
  | { readonly kind: 'set'; readonly line: CartLine; readonly quantity: number }
  | { readonly kind: 'remove'; readonly line: CartLine }
  | { readonly kind: 'clear'; readonly cart: Cart };

/** The cart with what is on its way, in the order in which it was done. */
export function withActs(cart: Cart, acts: readonly CartAct[]): Cart {
  return acts.reduce(withAct, cart);
}

/** The same act, done on sight of this cart. */
export function onSightOf(cart: Cart, act: CartAct): CartAct {
  if (act.kind === 'add') return act;
  if (act.kind === 'clear') return { ...act, cart };
  return { ...act, line: cart.lines.find(({ itemId }) => itemId === act.line.itemId) ?? act.line };
}

function withAct(cart: Cart, act: CartAct): Cart {
  return summed(cart, changeLines(cart.lines, act));
}

function changeLines(lines: readonly CartLine[], act: CartAct): CartLine[] {
  switch (act.kind) {
    case 'add':
      return addLine(lines, act.item, act.quantity);
    case 'set':
      return lines.map((line) => (line.itemId === act.line.itemId ? { ...line, quantity: act.quantity } : line));
    case 'remove':
      return lines.filter((line) => line.itemId !== act.line.itemId);
    case 'clear':
      return [];
  }
}

function addLine(lines: readonly CartLine[], { itemId, title, price }: AddedItem, more: number): CartLine[] {
  const known = lines.find((line) => line.itemId === itemId);
  const quantity = Math.min((known?.quantity ?? 0) + more, CART_QUANTITY_MAX);
  const facts = { itemId, title, quantity, unitPrice: price, currentPrice: price, isAvailable: true };
  if (known === undefined) return [...lines, { ...facts, version: 0, updatedAt: '' }];
  return lines.map((line) => (line === known ? { ...line, ...facts } : line));
}

/** As the server counts: what has left the catalogue is shown and no part of the total. */
function summed(cart: Cart, lines: CartLine[]): Cart {
  const counted = lines.filter((line) => line.isAvailable);
  const amount = counted.reduce((total, { quantity, unitPrice }) => total + quantity * unitPrice.amount, 0);
  return { ...cart, lines, total: { ...cart.total, amount }, itemCount: counted.reduce((count, { quantity }) => count + quantity, 0) };
}
