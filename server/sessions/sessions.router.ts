import { listSessionsOutput, revokeSessionInput, revokeSessionsOutput } from '../../shared/sessions.schema.ts';
import { checkedInput, checkedOutput } from '../trpc/checked.ts';
import { protectedProcedure, router } from '../trpc/init.ts';
import type { SessionsService } from './sessions.service.ts';

export function sessionsRouter(sessions: SessionsService) {
  return router({
    /** The visitor's living sessions, the most recently active first. */
    list: protectedProcedure.output(checkedOutput(listSessionsOutput)).query(async ({ ctx }) => ({ sessions: await sessions.list(ctx.anonUser) })),

    /** Ends one of the visitor's own sessions, the calling one included. Safe to repeat. */
    revoke: protectedProcedure
      .input(checkedInput(revokeSessionInput))
      .output(checkedOutput(revokeSessionsOutput))
      .mutation(async ({ ctx, input }) => ({ revoked: await sessions.revoke(ctx.anonUser, input.sessionId) })),

    /** Ends every session of the visitor but the calling one. Safe to repeat. */
    revokeOthers: protectedProcedure
      .output(checkedOutput(revokeSessionsOutput))
      .mutation(async ({ ctx }) => ({ revoked: await sessions.revokeOthers(ctx.anonUser) })),
  });
}
