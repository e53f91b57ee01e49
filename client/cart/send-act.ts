import type { Cart } from '../../shared/cart.schema.ts';
import type { trpc } from '../api/trpc.ts';
import type { CartAct } from './cart-change.ts';

type Client = ReturnType<typeof trpc.useUtils>['client'];

/** Sends what the visitor did, with the versions of the cart that the page knows by now: its own last answer included. */
export function sendAct({ cart }: Client, known: Cart | undefined, act: CartAct): Promise<Cart> {
  const versionOf = (itemId: string) => known?.lines.find((line) => line.itemId === itemId)?.version ?? 0;
  switch (act.kind) {
    case 'add':
      return cart.add.mutate({ itemId: act.item.itemId, quantity: act.quantity, id: act.id });
    case 'set':
      return cart.setQuantity.mutate({ itemId: act.line.itemId, quantity: act.quantity, version: versionOf(act.line.itemId) });
    case 'remove':
      return cart.remove.mutate({ itemId: act.line.itemId, version: versionOf(act.line.itemId) });
    case 'clear':
      return cart.clear.mutate({ version: known?.version ?? 0 });
  }
}
