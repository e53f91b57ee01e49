import { type FastifyTRPCPluginOptions, fastifyTRPCPlugin } from '@trpc/server/adapters/fastify';
import type { FastifyInstance } from 'fastify';
import { BATCH_MAX } from '../../shared/limits.ts';
import { Refusal } from '../refusal.ts';
import type { AppRouter } from '../router.ts';
import { type Authenticator, createContext } from '../trpc/context.ts';
import { reasonOf } from '../trpc/error-shape.ts';
import { challengeFor } from './challenge.ts';
import { readBearerToken } from './credentials.ts';
import type { TRPCError } from '@trpc/server';

interface TrpcDoorOptions {
  readonly router: AppRouter;
  readonly authenticator: Authenticator;
}

/** tRPC over HTTP at `/trpc`: single calls and batches of up to `BATCH_MAX`, JSON only. */
export async function trpcDoor(server: FastifyInstance, { router, authenticator }: TrpcDoorOptions): Promise<void> {
  server.removeContentTypeParser('text/plain');
  const options: FastifyTRPCPluginOptions<AppRouter> = {
    prefix: '/trpc',
    trpcOptions: {
      router,
      maxBatchSize: BATCH_MAX,
      createContext: ({ req }) =>
        createContext(req.id, async () => {
          const token = readBearerToken(req.raw);
          if (token === null) throw new Refusal('TOKEN_MISSING');
          return authenticator.authenticate(token);
        }),
      responseMeta: ({ errors }) => ({ headers: answerHeaders(errors) }),
      onError: ({ error, path, req }) => {
        if (reasonOf(error) !== 'INTERNAL') return;
        req.log.error({ procedure: path, err: error.cause ?? error }, 'a procedure failed');
      },
    },
  };
  await server.register(fastifyTRPCPlugin, options);
}

/** Answers may carry tokens or a visitor's data: no cache keeps them (RFC 6749 §5.1). */
function answerHeaders(errors: readonly TRPCError[]): Record<string, string> {
  const headers: Record<string, string> = { 'cache-control': 'no-store' };
  for (const error of errors) {
    const challenge = challengeFor(reasonOf(error));
    if (challenge !== null) headers['www-authenticate'] = challenge;
    if (error instanceof Refusal && error.retryAfterSeconds !== null) headers['retry-after'] = String(error.retryAfterSeconds);
  }
  return headers;
}
