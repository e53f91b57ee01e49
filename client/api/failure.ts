import { TRPCClientError } from '@trpc/client';
import { SessionEnded, IdentityChanged } from '../session/index.ts';
import type { Reason } from '../../shared/errors.ts';
import { isReason, RETRY } from './reason-retry.ts';

/** What a failed call tells the page. */
export interface Failure {
  /** Null when no answer of ours arrived: offline, server down, a proxy's error page. */
  readonly reason: Reason | null;
  /** True when the same call may succeed later without anyone doing anything. */
  readonly mayPass: boolean;
  readonly retryAfterSeconds: number | null;
  /** To quote when reporting a fault of the server. */
  readonly errorId: string | null;
}

const FINAL: Failure = { reason: null, mayPass: false, retryAfterSeconds: null, errorId: null };

export function readFailure(error: unknown): Failure {
  if (!(error instanceof TRPCClientError)) return FINAL;
  const answer = asRecord(error.data);
  if (answer === null) return { ...FINAL, mayPass: !(error.cause instanceof SessionEnded || error.cause instanceof IdentityChanged) };
  const { reason, retryAfterSeconds, errorId } = answer;
  if (!isReason(reason)) return FINAL;
  return {
    reason,
    mayPass: RETRY[reason] === 'later',
    retryAfterSeconds: typeof retryAfterSeconds === 'number' ? retryAfterSeconds : null,
    errorId: typeof errorId === 'string' ? errorId : null,
  };
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null ? { ...value } : null;
}
