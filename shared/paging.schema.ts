import { z } from 'zod';
import { CURSOR_MAX_CHARS, PAGE_MAX } from './limits.ts';

/**
 * The input of a paged list. `limit` is the page size; `cursor` is the previous page's `nextCursor`, unread and
 * unchanged. `direction` is what tRPC's `useInfiniteQuery` adds by itself: lists go one way.
 */
export const pageInput = z
  .strictObject({
    limit: z.int().min(1).max(PAGE_MAX).optional(),
    cursor: z.string().min(1).max(CURSOR_MAX_CHARS).nullish(),
    direction: z.literal('forward').optional(),
  })
  .optional();
