import { useMutationState } from '@tanstack/react-query';
import type { CartAct } from './cart-change.ts';

export const CART_ACT_KEY = [['cart', 'act']];

/** Acts whose answer is in the cart already, though their mutation has not quite ended. */
const arrived = new WeakSet<CartAct>();

/** To be called right before the answer is put into the cart, so that no act is counted twice for a moment. */
export function markArrived(act: CartAct): void {
  arrived.add(act);
}

/** What was done with the cart and is not in it yet, the first first. */
export function useActsUnderway(): CartAct[] {
  const acts = useMutationState({
    filters: { mutationKey: CART_ACT_KEY, status: 'pending' },
    select: ({ state }) => state.variables as CartAct,
  });
  return acts.filter((act) => !arrived.has(act));
}
