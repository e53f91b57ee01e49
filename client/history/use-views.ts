import { useMutationState } from '@tanstack/react-query';
import { trpc } from '../api/trpc.ts';
import { useSession } from '../session/index.ts';
import { type ViewAct, type ViewedItem, viewedItems } from './views.ts';

/** The one input of the page's list: it is part of the cache key. */
export const VIEWS_INPUT = { limit: 30 };
export const VIEW_ACT_KEY = [['history', 'act']];

interface Views {
  /** Empty until they are here. */
  readonly items: readonly ViewedItem[];
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly loadMore: () => void;
}

/** What the visitor viewed, each item once, with what is still on its way. */
export function useViews(): Views {
  const { status } = useSession();
  const acts = useMutationState({ filters: { mutationKey: VIEW_ACT_KEY, status: 'pending' }, select: ({ state }) => state.variables as ViewAct });
  const query = trpc.history.list.useInfiniteQuery(VIEWS_INPUT, {
    enabled: status !== 'ended',
    getNextPageParam: (lastPage) => lastPage.nextCursor,
  });
  return {
    items: viewedItems(query.data?.pages.flatMap((page) => page.views) ?? [], acts),
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    loadMore: () => void query.fetchNextPage(),
  };
}
