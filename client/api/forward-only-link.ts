import type { TRPCLink } from '@trpc/client';
import type { AppRouter } from '../../server/router.ts';

/**
 * `useInfiniteQuery` of @trpc/react-query adds `direction` to every input. Our lists have one direction and their
 * inputs refuse what they do not know, so it stops here.
 */
export function forwardOnlyLink(): TRPCLink<AppRouter> {
  return () =>
    ({ op, next }) =>
      next(op.type === 'query' ? { ...op, input: withoutDirection(op.input) } : op);
}

function withoutDirection(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || !('direction' in input)) return input;
  const { direction: _, ...rest } = input;
  return rest;
}
