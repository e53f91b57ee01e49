import { loginInput, logoutInput, logoutOutput, meOutput, refreshInput, tokenResponse } from '../../shared/anon.schema.ts';
import { toInstant } from '../../shared/instants.ts';
import type { SessionsService } from '../sessions/sessions.service.ts';
import { checkedInput, checkedOutput } from '../trpc/checked.ts';
import { protectedProcedure, publicProcedure, router } from '../trpc/init.ts';
import type { AnonService } from './anon.service.ts';
import { deliverTokens, takeRefreshToken } from './token-delivery.ts';

export function anonRouter(anon: AnonService, sessions: SessionsService) {
  return router({
    /** Makes a visitor, or finds the one this `idempotencyKey` made. Safe to repeat with a key. */
    login: publicProcedure.input(checkedInput(loginInput)).output(checkedOutput(tokenResponse)).mutation(async ({ ctx, input }) => {
      const keeper = ctx.refreshTokenKeeper();
      return deliverTokens(await anon.login(input, keeper?.read() ?? null), keeper);
    }),

    /** New tokens for a refresh token (RFC 6749 §6, rotated as RFC 9700 §4.14.2 asks). Safe to repeat. */
    refresh: publicProcedure
      .input(checkedInput(refreshInput))
      .output(checkedOutput(tokenResponse))
      .mutation(async ({ ctx, input }) => {
        const keeper = ctx.refreshTokenKeeper();
        return deliverTokens(await sessions.refresh(takeRefreshToken(input.refreshToken, keeper)), keeper);
      }),

    /** Ends the session. Succeeds for unknown and ended ones too (RFC 7009 §2.2). Safe to repeat. */
    logout: publicProcedure
      .input(checkedInput(logoutInput))
      .output(checkedOutput(logoutOutput))
      .mutation(async ({ ctx, input }) => {
        const keeper = ctx.refreshTokenKeeper();
        const token = keeper === null ? input.refreshToken : keeper.read();
        if (token !== undefined && token !== null) await sessions.end(token);
        keeper?.forget();
        return {};
      }),

    /** Who the token speaks for. */
    me: protectedProcedure.output(checkedOutput(meOutput)).query(({ ctx: { anonUser } }) => ({
      anonId: anonUser.id,
      sessionId: anonUser.sessionId,
      createdAt: toInstant(anonUser.createdAt),
      lastActivityAt: toInstant(anonUser.lastActivityAt),
    })),
  });
}
