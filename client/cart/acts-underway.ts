import { type QueryClient, useMutationState } from '@tanstack/react-query';
import type { CartAct } from './cart-change.ts';

export const CART_ACT_KEY = [['cart', 'act']];

/** Acts whose answer is in the cart already, though their mutation has not quite ended. */
const arrived = new WeakSet<CartAct>();

/** To be called right before the answer is put into the cart, so that no act is counted twice for a moment. */
export function markArrived(act: CartAct): void {
  arrived.add(act);
}

const UNDERWAY = { mutationKey: CART_ACT_KEY, status: 'pending' } as const;

/** What was done with the cart and is not in it yet, the first first. */
export function useActsUnderway(): CartAct[] {
  return notArrived(useMutationState({ filters: UNDERWAY, select: ({ state }) => state.variables as CartAct }));
}

/** The same, for who asks once. */
export function listActsUnderway(queryClient: QueryClient): CartAct[] {
  return notArrived(queryClient.getMutationCache().findAll(UNDERWAY).map(({ state }) => state.variables as CartAct));
}

function notArrived(acts: CartAct[]): CartAct[] {
  return acts.filter((act) => !arrived.has(act));
}
