import type { Cart } from '../../shared/cart.schema.ts';
import { trpc } from '../api/trpc.ts';
import { useSession } from '../session/index.ts';
import type { LoadingState } from '../ui/loadable.tsx';
import { useActsUnderway } from './acts-underway.ts';
import { type Sight, shownCart } from './made-act.ts';

interface ShownCart {
  readonly query: LoadingState;
  /** Null until it is here. */
  readonly cart: Cart | null;
  /** What the cart is made of, for whoever changes it on sight. */
  readonly sight: Sight | null;
}

/** The visitor's cart, with what is still on its way. */
export function useCart(): ShownCart {
  const { status } = useSession();
  const underway = useActsUnderway();
  const query = trpc.cart.get.useQuery(undefined, { enabled: status !== 'ended' });
  const sight = query.data ? { answered: query.data, underway } : null;
  return { query, cart: sight && shownCart(sight), sight };
}
