import type { Reason } from '../../shared/errors.ts';

/** The clocks of a session. All durations in milliseconds. */
export interface SessionPolicy {
  /** A session that is not used for this long is over. */
  readonly idleMs: number;
  /** A session is over at this age, used or not. */
  readonly maxMs: number;
  /** For this long after the first use of a generation the one before still gets it: longer than a request is on its way. */
  readonly graceMs: number;
}

/** What the decision looks at in a session. */
export interface RotatingSession {
  readonly gen: number;
  readonly confirmed_at: number | null;
  readonly last_activity_at: number;
  readonly expires_at: number;
  readonly ended_at: number | null;
  readonly ended_reason: Reason | null;
}

export type RotationDecision =
  /** Move the session to generation `to`, if it is still at the generation that was looked at. */
  | { readonly kind: 'rotate'; readonly to: number }
  /** Answer with the newest generation once more; nothing changes. */
  | { readonly kind: 'repeat' }
  | { readonly kind: 'refuse'; readonly reason: Reason }
  /** End the session, then refuse with `REFRESH_REUSED` (RFC 9700 §4.14.2). */
  | { readonly kind: 'theft' };

/** Why the session is over at `now`, or null while it lives. */
export function decideEnd(session: Omit<RotatingSession, 'gen' | 'confirmed_at'>, now: number, policy: SessionPolicy): Reason | null {
  if (session.ended_at !== null) return session.ended_reason ?? 'SESSION_REVOKED';
  if (now >= session.expires_at || now >= session.last_activity_at + policy.idleMs) return 'SESSION_EXPIRED';
  return null;
}

/**
 * Decides what a refresh token of generation `presented`, its MAC already verified, is worth.
 *
 * Generation n−1 gets generation n again for as long as n has not been seen in use, so that a lost answer loses nobody;
 * and for the grace after the first use of n, so that tabs that refresh at once agree: a tab that sends n−1 does so before
 * n is stored, hence before n is used. Otherwise it is a second use. docs/decisions/005-confirm-on-use.md has the proof.
 */
export function decideRotation(session: RotatingSession, presented: number, now: number, policy: SessionPolicy): RotationDecision {
  const end = decideEnd(session, now, policy);
  if (end !== null) return { kind: 'refuse', reason: end };
  // A generation from the future has a true MAC, so the database is the older one: it was restored from a backup.
  if (presented >= session.gen) return { kind: 'rotate', to: presented + 1 };
  const isPredecessor = presented === session.gen - 1;
  // A clock that was set back says nothing about the time that passed: the visitor has the benefit of the doubt.
  const isInGrace = session.confirmed_at === null || now - session.confirmed_at <= policy.graceMs;
  return isPredecessor && isInGrace ? { kind: 'repeat' } : { kind: 'theft' };
}
