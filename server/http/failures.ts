import { TRPCError } from '@trpc/server';
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ERRORS, type Reason } from '../../shared/errors.ts';
import { Refusal } from '../refusal.ts';
import type { ErrorData } from '../trpc/error-shape.ts';

const REASON_BY_STATUS: Readonly<Record<number, Reason>> = {
  403: 'NOT_FOUND',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_SUPPORTED',
  413: 'BODY_TOO_LARGE',
  415: 'MEDIA_TYPE_UNSUPPORTED',
};

/** Fastify's name for everything that it finds wrong with a body. */
const BODY_FAULT = /^FST_ERR_CTP_/;

/** The body of an error outside tRPC: the same shape as inside, so a client reads `data.reason` everywhere. */
export function failureBody(reason: Reason, errorId?: string) {
  const { status, code, message } = ERRORS[reason];
  const data: ErrorData = { code, httpStatus: status, path: null, reason, ...(errorId !== undefined && { errorId }) };
  return { error: { message, code: TRPC_ERROR_CODES_BY_KEY[code], data } };
}

/** Answers what fails before or around a route, without a word of the cause. */
export function answerFailure(error: FastifyError | TRPCError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const reason = reasonOfFailure(error);
  if (reason === 'INTERNAL') request.log.error({ err: error }, 'a request failed');
  return reply
    .status(ERRORS[reason].status)
    .header('cache-control', 'no-store')
    .send(failureBody(reason, reason === 'INTERNAL' ? request.id : undefined));
}

export function answerFailures(server: FastifyInstance): void {
  server.setErrorHandler(answerFailure);
}

function reasonOfFailure(error: FastifyError | TRPCError): Reason {
  if (error instanceof Refusal) return error.reason;
  // Thrown by the tRPC adapter before any call: it could not make an address of the path and the Host header.
  if (error instanceof TRPCError) return error.code === 'BAD_REQUEST' ? 'REQUEST_MALFORMED' : 'INTERNAL';
  const status = error.statusCode ?? 500;
  if (status < 400 || status >= 500) return 'INTERNAL';
  return REASON_BY_STATUS[status] ?? (BODY_FAULT.test(error.code) ? 'BODY_INVALID' : 'REQUEST_MALFORMED');
}
