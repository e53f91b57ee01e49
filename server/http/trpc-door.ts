import type { FastifyTRPCPluginOptions } from '@trpc/server/adapters/fastify';
import type { FastifyInstance } from 'fastify';
import { BATCH_MAX } from '../../shared/limits.ts';
import { Refusal } from '../refusal.ts';
import type { AppRouter } from '../router.ts';
import { type Authenticator, createContext } from '../trpc/context.ts';
import { nameCalls } from './access-log.ts';
import { acceptJsonAlone } from './json-body.ts';
import { findRefreshCookie } from './refresh-cookie.ts';
import { authenticateRequest, logFault, outcomeHeaders } from './trpc-edge.ts';

interface TrpcDoorOptions {
  readonly router: AppRouter;
  readonly authenticator: Authenticator;
  /** Whether cookie mode is offered. */
  readonly hasSessionCookie: boolean;
}

type TrpcOptions = FastifyTRPCPluginOptions<AppRouter>['trpcOptions'];

const PATH = '/trpc/:path';

/** tRPC over HTTP at `/trpc`: single calls and batches of up to `BATCH_MAX`, JSON only. */
export async function trpcDoor(server: FastifyInstance, door: TrpcDoorOptions): Promise<void> {
  acceptJsonAlone(server);
  const { router } = door;
  const options = trpcOptions(door);
  server.route<{ Params: { path: string } }>({
    method: ['GET', 'POST'],
    url: PATH,
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const { path } = request.params;
      nameCalls(request, path.split(',', BATCH_MAX).filter((name) => Object.hasOwn(router._def.procedures, name)));
      // A body that was left out is a call without input.
      if (request.method === 'POST') request.body ??= '{}';
      // With the first call that comes here: most servers see none, and it brings an HTTP client of 15 MB along.
      const { fastifyRequestHandler } = await import('@trpc/server/adapters/fastify');
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

/** What the stock adapter is told. */
export function trpcOptions({ router, authenticator, hasSessionCookie }: TrpcDoorOptions): TrpcOptions {
  return {
    router,
    maxBatchSize: BATCH_MAX,
    createContext: ({ req, res }) =>
      createContext(
        req.id,
        () => authenticateRequest(authenticator, req.raw),
        () => (hasSessionCookie ? findRefreshCookie(req.raw, res.raw) : null),
      ),
    responseMeta: ({ errors, type }) => ({ headers: outcomeHeaders(errors, type === 'mutation' ? 'POST' : 'GET') }),
    onError: ({ error, path, req }) => logFault(req.log, error, path),
  };
}
