import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { Refusal } from '../../refusal.ts';
import type { AppRouter } from '../../router.ts';
import { type Authenticator, createContext } from '../../trpc/context.ts';
import { authenticateRequest } from '../trpc-edge.ts';
import { acceptEmptyBodies, parseBody } from './body.ts';
import { answerThrown } from './failure.ts';
import { chooseLanguage } from './language.ts';
import type { Operation } from './operation.ts';
import { OPERATIONS } from './operations.ts';
import { parseQuery } from './query.ts';

interface RestDoorOptions {
  readonly router: AppRouter;
  readonly authenticator: Authenticator;
}

const METHODS: readonly HTTPMethods[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** The procedures for clients that speak neither tRPC nor TypeScript: plain paths, snake-case JSON. */
export async function restDoor(server: FastifyInstance, { router, authenticator }: RestDoorOptions): Promise<void> {
  acceptEmptyBodies(server);
  server.setErrorHandler(answerThrown);
  // Answers carry tokens or a visitor's data: no cache keeps them (RFC 6749 §5.1).
  server.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'));
  for (const entry of OPERATIONS) {
    server.route({
      method: entry.method,
      url: entry.path,
      handler: async (request, reply) => {
        const context = createContext(request.id, () => authenticateRequest(authenticator, request.raw));
        // As over tRPC: who may not call learns nothing about the input.
        if (entry.isProtected) await context.authenticate();
        const call = { caller: router.createCaller(context), language: chooseLanguage(request.headers['accept-language']) };
        const answer = await entry.run(call, parseQuery(request.raw.url ?? ''), parseBody(request.body));
        return reply.header('content-language', call.language).send(answer);
      },
    });
    server.route({
      method: METHODS.filter((method) => method !== entry.method),
      url: entry.path,
      onRequest: refuseMethod(entry),
      handler: () => undefined,
    });
  }
}

/** Before the body is read. A 405 says what would have been right (RFC 9110 §15.5.6). */
function refuseMethod(entry: Operation) {
  return async (_request: FastifyRequest, reply: FastifyReply) => {
    void reply.header('allow', entry.method === 'GET' ? 'GET, HEAD' : entry.method);
    throw new Refusal('METHOD_NOT_SUPPORTED');
  };
}
