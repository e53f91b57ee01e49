import { createTRPCReact } from '@trpc/react-query';
import type { AppRouter } from '../../server/router.ts';

/** Typed hooks for every procedure: `trpc.items.list.useQuery()`. */
export const trpc = createTRPCReact<AppRouter>();
