import type { AnonId, SessionId } from '../../shared/ids.ts';
import type { Clock } from '../clock.ts';
import type { Store } from '../database/store.ts';
import { Refusal } from '../refusal.ts';
import type { AnonUser, Authenticator } from '../trpc/context.ts';
import type { AccessClaims, AccessTokens } from './access-token.ts';
import { decideEnd, type SessionPolicy } from './rotation.ts';
import { confirmGeneration, findSession, isTouchDue, type SessionWithVisitor, touchActivity } from './sessions.repository.ts';

/** The share of the idle time in which a visitor's activity may go unwritten. */
const SKIPPABLE_SHARE = 0.9;

interface AuthenticatorDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly accessTokens: AccessTokens;
  readonly policy: SessionPolicy;
}

/**
 * From an access token to the visitor. The session's row is read on every request, so a session that was ended
 * anywhere is refused by the next request everywhere.
 */
export class SessionAuthenticator implements Authenticator {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #accessTokens: AccessTokens;
  readonly #policy: SessionPolicy;

  /** @internal */
  constructor({ store, clock, accessTokens, policy }: AuthenticatorDeps) {
    this.#store = store;
    this.#clock = clock;
    this.#accessTokens = accessTokens;
    this.#policy = policy;
  }

  async authenticate(unverifiedToken: string): Promise<AnonUser> {
    const claims = await this.#accessTokens.verify(unverifiedToken);
    const session = await findSession(this.#store.db, claims.sid);
    // The signature is ours, so the session existed: its visitor was removed.
    if (session === null || session.anon_id !== claims.sub) throw new Refusal('VISITOR_RETIRED');
    const now = this.#clock.now();
    const end = decideEnd(session, now, this.#policy);
    if (end !== null) throw new Refusal(end);
    await this.#confirm(claims, session, now);
    const isTouched = await this.#touch(session, now);
    return {
      id: session.anon_id as AnonId,
      sessionId: session.session_id as SessionId,
      createdAt: session.visitor_created_at,
      lastActivityAt: isTouched ? now : session.visitor_last_activity_at,
    };
  }

  /** Written before the first request of a generation is answered: from then on its predecessor is on the way out. */
  async #confirm(claims: AccessClaims, session: SessionWithVisitor, now: number): Promise<void> {
    if (session.confirmed_at !== null || claims.gen !== session.gen) return;
    await this.#store.write((trx) => confirmGeneration(trx, session.session_id, claims.gen, now));
  }

  /**
   * A touch that the database cannot take just now is skipped: it must not fail a call that only reads. Near the end of
   * the idle time it is what keeps the visitor from being removed, so there a call without it has not succeeded.
   */
  async #touch(session: SessionWithVisitor, now: number): Promise<boolean> {
    if (!isTouchDue(session, now)) return false;
    try {
      await this.#store.write(async (trx) => {
        if (!(await touchActivity(trx, session.session_id, session.anon_id, now))) throw new Refusal('VISITOR_RETIRED');
      });
      return true;
    } catch (error) {
      const isSkippable = now - session.visitor_last_activity_at < this.#policy.idleMs * SKIPPABLE_SHARE;
      if (error instanceof Refusal && error.reason !== 'VISITOR_RETIRED' && isSkippable) return false;
      throw error;
    }
  }
}
