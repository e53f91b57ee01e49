import { TRPCError } from '@trpc/server';
import type { AnyErrorDetails } from '../shared/error-details.ts';
import { ERRORS, type Reason } from '../shared/errors.ts';

interface RefusalOptions {
  /** For the log, never for the caller. */
  readonly cause?: unknown;
  /** Seconds for `Retry-After`. */
  readonly retryAfterSeconds?: number;
  /** For the caller: what `shared/error-details.ts` says this reason carries. */
  readonly details?: AnyErrorDetails;
}

/**
 * An outcome that the caller is meant to see, named by its reason. Everything else that is thrown is a fault of ours
 * and reaches the caller as `INTERNAL`. It is a TRPCError so that in-process callers get its code as well.
 */
export class Refusal extends TRPCError {
  readonly reason: Reason;
  readonly retryAfterSeconds: number | null;
  readonly details: AnyErrorDetails | null;

  constructor(reason: Reason, options: RefusalOptions = {}) {
    super({ code: ERRORS[reason].code, message: ERRORS[reason].message, cause: options.cause });
    this.reason = reason;
    this.details = options.details ?? null;
    this.retryAfterSeconds = options.retryAfterSeconds ?? (ERRORS[reason].retry === 'later' ? 1 : null);
  }
}
