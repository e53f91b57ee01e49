import { TRPCError } from '@trpc/server';
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ERRORS } from '../../../shared/errors.ts';
import { Refusal } from '../../refusal.ts';
import { reasonOf, shapeError } from '../../trpc/error-shape.ts';
import { challengeFor } from '../challenge.ts';
import { logFault } from '../trpc-edge.ts';

/** Answers what an operation threw, with the body that tRPC gives it. What is not a TRPCError is left to the server. */
export function answerThrown(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (!(error instanceof TRPCError)) throw error;
  logFault(request.log, error, request.routeOptions.url);
  const reason = reasonOf(error);
  const { status } = ERRORS[reason];
  const challenge = challengeFor(reason);
  if (challenge !== null) void reply.header('www-authenticate', challenge);
  if (error instanceof Refusal && error.retryAfterSeconds !== null) void reply.header('retry-after', error.retryAfterSeconds);
  return reply.status(status).send({ error: shapeError(shapeOf(error), error, request.id) });
}

function shapeOf({ message, code }: TRPCError) {
  return { message, code: TRPC_ERROR_CODES_BY_KEY[code], data: { code, httpStatus: 0 } };
}
