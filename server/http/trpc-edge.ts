import type { IncomingMessage } from 'node:http';
import type { TRPCError } from '@trpc/server';
import type { FastifyBaseLogger } from 'fastify';
import { ERRORS } from '../../shared/errors.ts';
import { Refusal } from '../refusal.ts';
import type { AnonUser, Authenticator } from '../trpc/context.ts';
import { reasonOf } from '../trpc/error-shape.ts';
import { challengeFor } from './challenge.ts';
import { readBearerToken } from './credentials.ts';

/** The visitor that a request speaks for. Rejects with the refusal that says why there is none. */
export async function authenticateRequest(authenticator: Authenticator, request: IncomingMessage): Promise<AnonUser> {
  const token = readBearerToken(request);
  if (token === null) throw new Refusal('TOKEN_MISSING');
  return authenticator.authenticate(token);
}

/** The headers that the outcome of a request's calls asks for. `method` is the one that the procedures answer. */
export function outcomeHeaders(errors: readonly TRPCError[], method: string): Record<string, string> {
  // Answers may carry tokens or a visitor's data: no cache keeps them (RFC 6749 §5.1).
  const headers: Record<string, string> = { vary: 'Origin, trpc-accept, accept', 'cache-control': 'no-store' };
  for (const error of errors) {
    const reason = reasonOf(error);
    const challenge = challengeFor(reason);
    if (challenge !== null) headers['www-authenticate'] = challenge;
    if (reason === 'METHOD_NOT_SUPPORTED') headers['allow'] = method;
    if (error instanceof Refusal && error.retryAfterSeconds !== null) headers['retry-after'] = String(error.retryAfterSeconds);
  }
  return headers;
}

/** Logs what is our fault, or our database's. What a caller did wrong is in the access log by its status alone. */
export function logFault(logger: FastifyBaseLogger, error: TRPCError, procedure: string | undefined): void {
  const reason = reasonOf(error);
  if (reason === 'INTERNAL') logger.error({ procedure, err: error.cause ?? error }, 'a procedure failed');
  else if (ERRORS[reason].status >= 500) logger.warn({ procedure, reason, err: error.cause }, 'a procedure could not be served');
}
