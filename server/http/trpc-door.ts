import type { TRPCError } from '@trpc/server';
import { type FastifyTRPCPluginOptions, fastifyRequestHandler } from '@trpc/server/adapters/fastify';
import type { FastifyInstance } from 'fastify';
import { ERRORS } from '../../shared/errors.ts';
import { BATCH_MAX } from '../../shared/limits.ts';
import { Refusal } from '../refusal.ts';
import type { AppRouter } from '../router.ts';
import { type Authenticator, createContext } from '../trpc/context.ts';
import { reasonOf } from '../trpc/error-shape.ts';
import { nameCalls } from './access-log.ts';
import { challengeFor } from './challenge.ts';
import { readBearerToken } from './credentials.ts';
import { acceptJsonAlone } from './json-body.ts';

interface TrpcDoorOptions {
  readonly router: AppRouter;
  readonly authenticator: Authenticator;
}

type TrpcOptions = FastifyTRPCPluginOptions<AppRouter>['trpcOptions'];

const PATH = '/trpc/:path';

/** tRPC over HTTP at `/trpc`: single calls and batches of up to `BATCH_MAX`, JSON only. */
export async function trpcDoor(server: FastifyInstance, { router, authenticator }: TrpcDoorOptions): Promise<void> {
  acceptJsonAlone(server);
  const options = trpcOptions(router, authenticator);
  server.route<{ Params: { path: string } }>({
    method: ['GET', 'POST'],
    url: PATH,
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const { path } = request.params;
      nameCalls(request, path.split(',', BATCH_MAX).filter((name) => Object.hasOwn(router._def.procedures, name)));
      // A body that was left out is a call without input.
      if (request.method === 'POST') request.body ??= '{}';
      // The handler decodes the path, which is decoded already: `%25` must not become `%` and then an error.
      await fastifyRequestHandler({ ...options, req: request, res: reply, path: encodeURIComponent(path) });
    },
  });
  server.route({
    method: ['DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'PUT', 'TRACE'],
    url: PATH,
    onRequest: async (_request, reply) => {
      void reply.header('allow', 'GET, POST');
      throw new Refusal('METHOD_NOT_SUPPORTED');
    },
    handler: () => undefined,
  });
}

function trpcOptions(router: AppRouter, authenticator: Authenticator): TrpcOptions {
  return {
    router,
    maxBatchSize: BATCH_MAX,
    createContext: ({ req }) =>
      createContext(req.id, async () => {
        const token = readBearerToken(req.raw);
        if (token === null) throw new Refusal('TOKEN_MISSING');
        return authenticator.authenticate(token);
      }),
    responseMeta: ({ errors, type }) => ({ headers: answerHeaders(errors, type === 'mutation' ? 'POST' : 'GET') }),
    onError: ({ error, path, req }) => {
      const reason = reasonOf(error);
      if (reason === 'INTERNAL') req.log.error({ procedure: path, err: error.cause ?? error }, 'a procedure failed');
      else if (ERRORS[reason].status >= 500) req.log.warn({ procedure: path, reason, err: error.cause }, 'a procedure could not be served');
    },
  };
}

/** Answers may carry tokens or a visitor's data: no cache keeps them (RFC 6749 §5.1). */
function answerHeaders(errors: readonly TRPCError[], method: string): Record<string, string> {
  const headers: Record<string, string> = { 'cache-control': 'no-store' };
  for (const error of errors) {
    const reason = reasonOf(error);
    const challenge = challengeFor(reason);
    if (challenge !== null) headers['www-authenticate'] = challenge;
    if (reason === 'METHOD_NOT_SUPPORTED') headers['allow'] = method;
    if (error instanceof Refusal && error.retryAfterSeconds !== null) headers['retry-after'] = String(error.retryAfterSeconds);
  }
  return headers;
}
