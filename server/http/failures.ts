import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import type { FastifyError, FastifyInstance } from 'fastify';
import { ERRORS, type Reason } from '../../shared/errors.ts';
import type { ErrorData } from '../trpc/error-shape.ts';

const REASON_BY_STATUS: Readonly<Record<number, Reason>> = {
  400: 'BODY_INVALID',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_SUPPORTED',
  413: 'BODY_TOO_LARGE',
  414: 'NOT_FOUND',
  415: 'MEDIA_TYPE_UNSUPPORTED',
};

/** The body of an error outside tRPC: the same shape as inside, so a client reads `data.reason` everywhere. */
export function failureBody(reason: Reason, errorId?: string) {
  const { status, code, message } = ERRORS[reason];
  const data: ErrorData = { code, httpStatus: status, path: null, reason, ...(errorId !== undefined && { errorId }) };
  return { error: { message, code: TRPC_ERROR_CODES_BY_KEY[code], data } };
}

/** Answers what no route handles, and what fails before or around one, without a word of the cause. */
export function answerFailures(server: FastifyInstance): void {
  server.setErrorHandler((error: FastifyError, request, reply) => {
    const reason = reasonOfStatus(error.statusCode ?? 500);
    if (reason === 'INTERNAL') request.log.error({ err: error }, 'a request failed');
    return reply
      .status(ERRORS[reason].status)
      .header('cache-control', 'no-store')
      .send(failureBody(reason, reason === 'INTERNAL' ? request.id : undefined));
  });
}

function reasonOfStatus(status: number): Reason {
  return REASON_BY_STATUS[status] ?? (status >= 400 && status < 500 ? 'BODY_INVALID' : 'INTERNAL');
}
