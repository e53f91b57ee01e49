import { type QueryClient, useMutationState } from '@tanstack/react-query';
import type { MadeAct } from './made-act.ts';

export const CART_ACT_KEY = [['cart', 'act']];

const UNDERWAY = { mutationKey: CART_ACT_KEY, status: 'pending' } as const;

/** What was done with the cart and is not in it yet, the first first. */
export function useActsUnderway(): MadeAct[] {
  return notArrived(useMutationState({ filters: UNDERWAY, select: ({ state }) => state.variables as MadeAct }));
}

/** The same, for who asks once. */
export function listActsUnderway(queryClient: QueryClient): MadeAct[] {
  return notArrived(queryClient.getMutationCache().findAll(UNDERWAY).map(({ state }) => state.variables as MadeAct));
}

function notArrived(acts: MadeAct[]): MadeAct[] {
  return acts.filter(({ hasArrived }) => !hasArrived);
}
