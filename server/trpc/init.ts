import { initTRPC } from '@trpc/server';
import type { Context } from './context.ts';
import { shapeError } from './error-shape.ts';

const trpc = initTRPC.context<Context>().create({
  isDev: false,
  errorFormatter: ({ shape, error, ctx }) => shapeError(shape, error, ctx?.requestId),
});

export const router = trpc.router;
export const createCallerFactory = trpc.createCallerFactory;

/** For calls that need no visitor. */
export const publicProcedure = trpc.procedure;

/** For calls about the visitor's own things: refuses without a living session, gives `ctx.anonUser` with one. */
export const protectedProcedure = trpc.procedure.use(async ({ ctx, next }) => {
  const anonUser = await ctx.authenticate();
  return next({ ctx: { anonUser } });
});

