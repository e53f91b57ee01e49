import type { TRPCDefaultErrorShape, TRPCError } from '@trpc/server';
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import { ZodError } from 'zod';
import type { AnyErrorDetails } from '../../shared/error-details.ts';
import { ERRORS, type Reason } from '../../shared/errors.ts';
import { Refusal } from '../refusal.ts';

/** Where an input does not fit, for the developer of the client. Never the value itself. */
export interface InputIssue {
  readonly path: string;
  readonly message: string;
}

/** `error.data` of every tRPC answer. */
export interface ErrorData {
  readonly code: string;
  readonly httpStatus: number;
  /** The procedure; null when there is none of that name. */
  readonly path: string | null;
  readonly reason: Reason;
  /** With `INPUT_INVALID`: the first places that do not fit. */
  readonly issues?: readonly InputIssue[];
  /** With `INTERNAL`: what the log line about it carries. */
  readonly errorId?: string;
  /** With retry `later`: how long to wait. */
  readonly retryAfterSeconds?: number;
  /** With the reasons of `shared/error-details.ts`: what they carry. */
  readonly details?: AnyErrorDetails;
}

const ISSUES_MAX = 10;

const REASON_BY_CODE: Readonly<Record<string, Reason>> = {
  BAD_REQUEST: 'INPUT_INVALID',
  PARSE_ERROR: 'REQUEST_MALFORMED',
  NOT_FOUND: 'NOT_FOUND',
  METHOD_NOT_SUPPORTED: 'METHOD_NOT_SUPPORTED',
  PAYLOAD_TOO_LARGE: 'BODY_TOO_LARGE',
  UNSUPPORTED_MEDIA_TYPE: 'MEDIA_TYPE_UNSUPPORTED',
  CLIENT_CLOSED_REQUEST: 'CALL_ABORTED',
};

/** The reason of any error that tRPC hands out; what is not an answer of ours is `INTERNAL`. */
export function reasonOf(error: TRPCError): Reason {
  if (error instanceof Refusal) return error.reason;
  if (error.code === 'BAD_REQUEST' && error.message.startsWith('Batch')) return 'BATCH_TOO_LARGE';
  if (error.code === 'BAD_REQUEST' && error.cause instanceof SyntaxError) return 'BODY_INVALID';
  return REASON_BY_CODE[error.code] ?? 'INTERNAL';
}

/** Everything the caller learns of an error: the table's row, and never the message or stack of what was thrown. */
export function shapeError(shape: TRPCDefaultErrorShape, error: TRPCError, requestId: string | undefined) {
  const reason = reasonOf(error);
  const row = ERRORS[reason];
  const data: ErrorData = {
    code: row.code,
    httpStatus: row.status,
    // A path that names no procedure is the caller's own text, however long and whatever it holds.
    path: reason === 'NOT_FOUND' ? null : (shape.data.path ?? null),
    reason,
    ...(error.cause instanceof ZodError && { issues: listIssues(error.cause) }),
    ...(reason === 'INTERNAL' && requestId !== undefined && { errorId: requestId }),
    ...(error instanceof Refusal && error.retryAfterSeconds !== null && { retryAfterSeconds: error.retryAfterSeconds }),
    ...(error instanceof Refusal && error.details !== null && { details: error.details }),
  };
  return { code: TRPC_ERROR_CODES_BY_KEY[row.code], message: row.message, data };
}

function listIssues(error: ZodError): InputIssue[] {
  return error.issues.slice(0, ISSUES_MAX).map((issue) => ({
    path: issue.path.map(String).join('.').slice(0, 100),
    message: issue.code === 'unrecognized_keys' ? 'Unrecognized key' : issue.message,
  }));
}
