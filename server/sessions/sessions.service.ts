import { hash } from 'node:crypto';
import type { TokenResponse } from '../../shared/anon.schema.ts';
import type { AnonId, SessionId } from '../../shared/ids.ts';
import { toInstant } from '../../shared/instants.ts';
import type { SessionSummary } from '../../shared/sessions.schema.ts';
import type { Clock } from '../clock.ts';
import type { Db, Store } from '../database/store.ts';
import { randomToken, uuidv7 } from '../random.ts';
import { Refusal } from '../refusal.ts';
import type { AnonUser } from '../trpc/context.ts';
import type { AccessTokens } from './access-token.ts';
import { parseRefreshToken, type RefreshToken, type RefreshTokens } from './refresh-token.ts';
import { decideEnd, decideRotation, type SessionPolicy } from './rotation.ts';
import {
  claimLoginKey,
  createSession,
  deleteExpiredLoginKeys,
  endOtherSessions,
  endOwnSession,
  endSession,
  findLoginSession,
  findSession,
  isTouchDue,
  listLivingSessions,
  rotateSession,
  type SessionRow,
  type SessionWithVisitor,
  touchActivity,
} from './sessions.repository.ts';
import type { Tombstones } from './tombstones.ts';

/** Where steps run side by side, a key that is taken may be removed with its visitor before it is read. */
const CLAIM_LOOKS = 3;

export interface SessionsPolicy extends SessionPolicy {
  /** How long a repeated `anon.login` with the same key finds the same session. */
  readonly loginKeyMs: number;
}

interface SessionsDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly accessTokens: AccessTokens;
  readonly refreshTokens: RefreshTokens;
  readonly tombstones: Tombstones;
  readonly policy: SessionsPolicy;
}

/** Opens, renews and ends sessions: the only writer of their state. */
export class SessionsService {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #accessTokens: AccessTokens;
  readonly #refreshTokens: RefreshTokens;
  readonly #tombstones: Tombstones;
  readonly #policy: SessionsPolicy;

  /** @internal */
  constructor({ store, clock, accessTokens, refreshTokens, tombstones, policy }: SessionsDeps) {
    this.#store = store;
    this.#clock = clock;
    this.#accessTokens = accessTokens;
    this.#refreshTokens = refreshTokens;
    this.#tombstones = tombstones;
    this.#policy = policy;
  }

  /**
   * Opens a session inside the caller's step. With a key that has opened one before, that one is the answer and
   * `createVisitor` does not run: the database decides between two calls at once. Throws `VISITOR_RETIRED` when its visitor
   * is removed meanwhile, and `SESSION_REVOKED`, `SESSION_EXPIRED` or `REFRESH_REUSED` when it has ended.
   * @internal
   */
  async open(trx: Db, idempotencyKey: string | undefined, createVisitor: (now: number) => Promise<string>): Promise<SessionRow> {
    const now = this.#clock.now();
    const sessionId = uuidv7(now);
    if (idempotencyKey !== undefined) {
      const repeated = await this.#claim(trx, hashKey(idempotencyKey), sessionId, now);
      if (repeated !== null) return repeated;
    }
    const row: SessionRow = {
      session_id: sessionId,
      anon_id: await createVisitor(now),
      salt: randomToken(),
      gen: 1,
      created_at: now,
      confirmed_at: null,
      last_activity_at: now,
      expires_at: now + this.#policy.maxMs,
      ended_at: null,
      ended_reason: null,
    };
    await createSession(trx, row);
    return row;
  }

  /**
   * Tokens of the session's newest generation. Call it after COMMIT.
   * @internal
   */
  issue(session: SessionRow): TokenResponse {
    const { session_id: sessionId, anon_id: anonId, gen } = session;
    const access = this.#accessTokens.mint({ anonId, sessionId, gen });
    const refreshMs = Math.min(this.#policy.idleMs, session.expires_at - this.#clock.now());
    return {
      anonId: anonId as AnonId,
      accessToken: access.token,
      tokenType: 'Bearer',
      expiresIn: access.expiresIn,
      refreshToken: this.#refreshTokens.mint(sessionId, gen, session.salt),
      refreshExpiresIn: Math.max(1, Math.floor(refreshMs / 1000)),
    };
  }

  /**
   * Exchanges a refresh token. Safe to repeat: a token whose answer was lost gives the same generation again.
   * Throws `TOKEN_INVALID`, `SESSION_REVOKED`, `SESSION_EXPIRED`, `REFRESH_REUSED` or, for a true token of a visitor who
   * was removed, `VISITOR_RETIRED`.
   */
  async refresh(unverifiedRefreshToken: string): Promise<TokenResponse> {
    const token = await this.#verify(unverifiedRefreshToken);
    if (token === null) throw new Refusal((await this.#tombstones.isRetired(this.#store.db, unverifiedRefreshToken)) ? 'VISITOR_RETIRED' : 'TOKEN_INVALID');
    // The verdict leaves the step as a value: throwing would undo the end of a stolen session.
    const verdict = await this.#store.write((trx) => this.#rotate(trx, token));
    if (verdict instanceof Refusal) throw verdict;
    return this.issue(verdict);
  }

  /** Ends the session of a refresh token of any generation. Unknown and ended sessions are fine (RFC 7009 §2.2). */
  async end(unverifiedRefreshToken: string): Promise<void> {
    const token = await this.#verify(unverifiedRefreshToken);
    if (token === null) return;
    await this.#store.write((trx) => endSession(trx, token.sessionId, 'SESSION_REVOKED', this.#clock.now()));
  }

  async list(visitor: AnonUser): Promise<SessionSummary[]> {
    const rows = await listLivingSessions(this.#store.db, visitor.id, this.#clock.now(), this.#policy.idleMs);
    return rows.map((row) => ({
      sessionId: row.session_id as SessionId,
      isCurrent: row.session_id === visitor.sessionId,
      createdAt: toInstant(row.created_at),
      lastActivityAt: toInstant(row.last_activity_at),
      expiresAt: toInstant(Math.min(row.expires_at, row.last_activity_at + this.#policy.idleMs)),
    }));
  }

  /** Ends one of the visitor's own sessions; 0 when it is not theirs or has ended. */
  revoke(visitor: AnonUser, sessionId: SessionId): Promise<number> {
    return this.#store.write((trx) => endOwnSession(trx, visitor.id, sessionId, this.#clock.now()));
  }

  /** Ends all of the visitor's sessions but the one that asks. */
  revokeOthers(visitor: AnonUser): Promise<number> {
    return this.#store.write((trx) => endOtherSessions(trx, visitor.id, visitor.sessionId, this.#clock.now()));
  }

  /** The session that this key opened before, or null after claiming the key for `sessionId`. */
  async #claim(trx: Db, keyHash: string, sessionId: string, now: number): Promise<SessionRow | null> {
    const claim = { keyHash, sessionId, now, expiresAt: now + this.#policy.loginKeyMs };
    for (let look = 1; look <= CLAIM_LOOKS; look += 1) {
      if (await claimLoginKey(trx, claim)) {
        await deleteExpiredLoginKeys(trx, now);
        return null;
      }
      const repeated = await findLoginSession(trx, keyHash);
      if (repeated !== null) return this.#repeat(trx, repeated, now);
    }
    throw new TypeError('A taken key names a session');
  }

  async #repeat(trx: Db, session: SessionWithVisitor, now: number): Promise<SessionRow> {
    const end = decideEnd(session, now, this.#policy);
    if (end !== null) throw new Refusal(end);
    await this.#touch(trx, session, now);
    return session;
  }

  async #touch(trx: Db, session: SessionWithVisitor, now: number): Promise<void> {
    if (!isTouchDue(session, now)) return;
    // Thrown, not returned: a visitor who was removed meanwhile must not be touched back to life.
    if (!(await touchActivity(trx, session.session_id, session.anon_id, now))) throw new Refusal('VISITOR_RETIRED');
  }

  /** The token if we made it, whatever became of its session. Reads alone: a forged token never takes the writer. */
  async #verify(unverifiedRefreshToken: string): Promise<RefreshToken | null> {
    const token = parseRefreshToken(unverifiedRefreshToken);
    const session = token === null ? null : await findSession(this.#store.db, token.sessionId);
    if (token === null || session === null || !this.#refreshTokens.verify(token, session.salt)) return null;
    return { sessionId: session.session_id, gen: token.gen };
  }

  async #rotate(trx: Db, token: RefreshToken): Promise<SessionRow | Refusal> {
    // Read again in here: what was read outside of the transaction may have been rotated, ended or erased since.
    const session = await findSession(trx, token.sessionId);
    if (session === null) return new Refusal('VISITOR_RETIRED');
    const now = this.#clock.now();
    const decision = decideRotation(session, token.gen, now, this.#policy);
    if (decision.kind === 'refuse') return new Refusal(decision.reason);
    if (decision.kind === 'theft') {
      await endSession(trx, session.session_id, 'REFRESH_REUSED', now);
      return new Refusal('REFRESH_REUSED');
    }
    await this.#touch(trx, session, now);
    if (decision.kind === 'repeat') return session;
    const rotation = { sessionId: session.session_id, from: session.gen, to: decision.to };
    // Where steps run side by side another may have rotated since the row was read: look again.
    if (!(await rotateSession(trx, rotation))) return this.#rotate(trx, token);
    return { ...session, gen: decision.to };
  }
}

function hashKey(idempotencyKey: string): string {
  return hash('sha256', idempotencyKey, 'base64url');
}
