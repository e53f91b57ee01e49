import { useMutationState } from '@tanstack/react-query';
import { getMutationKey } from '@trpc/react-query';
import { toInstant } from '../../shared/instants.ts';
import type { AddActionInput, VisitorItem } from '../../shared/items.schema.ts';
import { PAGE_DEFAULT } from '../../shared/limits.ts';
import { trpc } from '../api/trpc.ts';
import { useSession } from '../session/index.ts';
import type { LoadingState } from '../ui/loadable.tsx';
import type { OlderActions } from './actions-more.tsx';
import { type ItemsView, type ShownAction, viewItems } from './items-view.ts';

/** The one input of the page's list: it is part of the cache key. */
export const LIST_INPUT = { limit: PAGE_DEFAULT };

interface VisitorItems {
  readonly query: LoadingState & OlderActions;
  /** Null until the first page is here. */
  readonly view: ItemsView<VisitorItem> | null;
}

/** The visitor's items and actions, with the actions that are still on their way. */
export function useItems(): VisitorItems {
  const { status } = useSession();
  const underway = useActionsUnderway();
  const query = trpc.items.list.useInfiniteQuery(LIST_INPUT, {
    enabled: status !== 'ended',
    getNextPageParam: (lastPage) => lastPage.nextCursor,
  });
  const view = query.data ? viewItems(query.data.pages, underway) : null;
  return { query, view };
}

function useActionsUnderway(): readonly ShownAction[] {
  return useMutationState({
    filters: { mutationKey: getMutationKey(trpc.items.addAction), status: 'pending' },
    select: ({ state }): ShownAction => {
      const { id, action, itemId } = state.variables as AddActionInput & { readonly id: string };
      const progress = state.isPaused ? 'waiting' : 'sending';
      return { id, action, itemId: itemId ?? null, createdAt: toInstant(state.submittedAt), progress };
    },
  });
}
