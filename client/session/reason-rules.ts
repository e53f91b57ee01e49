import type { ERRORS, Reason } from '../../shared/errors.ts';

type Table = typeof ERRORS;

type RecoverableReason = {
  [R in Reason]: Table[R]['retry'] extends 'after-refresh' | 'after-login' ? R : never;
}[Reason];

/** Why an identity ended: the server's reason, or the visitor's own sign-out in this or another tab. */
export type EndReason = RecoverableReason | 'SIGNED_OUT';

/**
 * The two columns of the error table that this half lives by, without its texts. The type is computed from the table:
 * a row that is missing, superfluous or different does not compile.
 */
export const RECOVERY: { readonly [R in RecoverableReason]: Table[R]['retry'] } = {
  TOKEN_MISSING: 'after-login',
  TOKEN_INVALID: 'after-refresh',
  TOKEN_EXPIRED: 'after-refresh',
  SESSION_REVOKED: 'after-login',
  SESSION_EXPIRED: 'after-login',
  REFRESH_REUSED: 'after-login',
  VISITOR_RETIRED: 'after-login',
};

function isRecoverable(reason: unknown): reason is RecoverableReason {
  return typeof reason === 'string' && Object.hasOwn(RECOVERY, reason);
}

export type Recovery = { readonly needs: 'refresh' | 'new-identity'; readonly reason: EndReason };

/** What helps a call that was refused for `reason`; null for every reason that a session cannot mend. */
export function decideRecovery(reason: unknown): Recovery | null {
  // A call that carried a token and is told that it carried none met a proxy that strips headers: a new identity
  // would meet it too, and so would the hundred after it.
  if (!isRecoverable(reason) || reason === 'TOKEN_MISSING') return null;
  return { needs: RECOVERY[reason] === 'after-refresh' ? 'refresh' : 'new-identity', reason };
}

/** True when `anon.refresh`, refused for `reason`, says that its token will never work again. */
export function isFinalForRefresh(reason: unknown): reason is RecoverableReason {
  return isRecoverable(reason);
}

/** True for a text that is one of the reasons an identity can end for. */
export function isEndReason(value: unknown): value is EndReason {
  return value === 'SIGNED_OUT' || isRecoverable(value);
}
