import { httpBatchLink, type TRPCLink } from '@trpc/client';
import type { AppRouter } from '../../server/router.ts';
import { BATCH_MAX } from '../../shared/limits.ts';
import { sessionHeaders, sessionLink, type SessionManager } from '../session/index.ts';

/** In order: the session settles who is calling, the calls of one tick travel together. For one visitor's client. */
export function createLinks(manager: SessionManager, url: string): TRPCLink<AppRouter>[] {
  return [sessionLink(manager, { endsWithIdentity: true }), httpBatchLink({ url, maxItems: BATCH_MAX, headers: sessionHeaders })];
}
