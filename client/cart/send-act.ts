import type { Cart } from '../../shared/cart.schema.ts';
import type { trpc } from '../api/trpc.ts';
import type { CartAct } from './cart-change.ts';
import { seenCartVersion, seenLineVersion } from './seen-version.ts';

type Client = ReturnType<typeof trpc.useUtils>['client'];

/** Sends what the visitor did. `answered` is the cart that the server answered last, which may be newer than what they saw. */
export function sendAct({ cart }: Client, answered: Cart | undefined, act: CartAct): Promise<Cart> {
  switch (act.kind) {
    case 'add':
      return cart.add.mutate({ itemId: act.item.itemId, quantity: act.quantity, id: act.id });
    case 'set':
      return cart.setQuantity.mutate({ itemId: act.line.itemId, quantity: act.quantity, version: seenLineVersion(answered, act.line) });
    case 'remove':
      return cart.remove.mutate({ itemId: act.line.itemId, version: seenLineVersion(answered, act.line) });
    case 'clear':
      return cart.clear.mutate({ version: seenCartVersion(answered, act.cart) });
  }
}
