import type { Cart } from '../../shared/cart.schema.ts';
import { trpc } from '../api/trpc.ts';
import { useSession } from '../session/index.ts';
import type { LoadingState } from '../ui/loadable.tsx';
import { useActsUnderway } from './acts-underway.ts';
import { withActs } from './cart-change.ts';

interface ShownCart {
  readonly query: LoadingState;
  /** Null until it is here. */
  readonly cart: Cart | null;
}

/** The visitor's cart, with what is still on its way. */
export function useCart(): ShownCart {
  const { status } = useSession();
  const acts = useActsUnderway();
  const query = trpc.cart.get.useQuery(undefined, { enabled: status !== 'ended' });
  return { query, cart: query.data ? withActs(query.data, acts) : null };
}
