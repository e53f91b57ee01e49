import { SessionRefused, SessionUnreachable } from './session-errors.ts';
import { sleep } from './session-clock.ts';
import type { SessionClock } from './session-clock.ts';
import type { SessionTransport } from './session-transport.ts';
import type { SessionGrant } from './stored-session.ts';

interface FakeSession {
  readonly id: number;
  readonly anonId: string;
  generation: number;
  isConfirmed: boolean;
  endedFor: string | null;
}

/** The rules of the real server as far as a client can tell: login once by key, rotation confirmed on use, an end is an end. */
export class FakeServer {
  expiresIn = 600;
  latencyMs = 20;
  /** Set: the answer takes this long on its way back, as to a page that is frozen. */
  answerMs: number | null = null;
  /** Set: every call fails as if the network were gone. */
  isOffline = false;
  retryAfterMs: number | null = null;
  /** That many answers are lost on the way back, after the server has done its part. */
  answersToLose = 0;
  /** Calls made, answered or not. */
  attempts = 0;
  logins = 0;
  refreshes = 0;
  logouts = 0;
  cookie: string | null = null;
  readonly sessions: FakeSession[] = [];
  #grants = 0;
  readonly #clock: SessionClock;
  readonly #byKey = new Map<string, FakeSession>();
  readonly #access = new Map<string, { readonly session: FakeSession; readonly generation: number; readonly until: number }>();

  constructor(clock: SessionClock) {
    this.#clock = clock;
  }

  get anonIds(): string[] {
    return this.sessions.map((session) => session.anonId);
  }

  transport(mode: 'bearer' | 'cookie' = 'bearer'): SessionTransport {
    const isCookieMode = mode === 'cookie';
    return {
      isCookieMode,
      login: (key) => this.#call(isCookieMode, () => this.#login(key)),
      refresh: (token) => {
        const sent = isCookieMode ? this.cookie : token;
        return this.#call(isCookieMode, () => this.#refresh(sent));
      },
      logout: async (token) => {
        const sent = isCookieMode ? this.cookie : token;
        await this.#call(false, () => this.#logout(sent));
        if (isCookieMode) this.cookie = null;
      },
    };
  }

  /** What a protected procedure answers to this token: the visitor, or the reason for the refusal. */
  use(accessToken: string): { readonly anonId: string } | { readonly reason: string } {
    const known = this.#access.get(accessToken);
    if (known === undefined) return { reason: 'TOKEN_INVALID' };
    if (known.session.endedFor !== null) return { reason: known.session.endedFor };
    if (this.#clock.monotonic() >= known.until) return { reason: 'TOKEN_EXPIRED' };
    if (known.generation === known.session.generation) known.session.isConfirmed = true;
    return { anonId: known.session.anonId };
  }

  /** As if the signing keys were gone: no access token given so far is known any more. */
  rejectAccessTokens(): void {
    this.#access.clear();
  }

  endAll(reason: string): void {
    for (const session of this.sessions) session.endedFor ??= reason;
  }

  async #call(isCookieMode: boolean, answer: () => SessionGrant): Promise<SessionGrant> {
    this.attempts += 1;
    const { latencyMs, answerMs } = this;
    if (this.isOffline) throw new SessionUnreachable('offline', { retryAfterMs: this.retryAfterMs });
    await sleep(this.#clock, latencyMs / 2);
    const isLost = this.answersToLose > 0;
    const grant = answer();
    await sleep(this.#clock, answerMs ?? latencyMs / 2);
    if (isLost) this.answersToLose -= 1;
    if (isLost) throw new SessionUnreachable('The answer was lost.');
    if (!isCookieMode) return grant;
    this.cookie = grant.refreshToken;
    return { ...grant, refreshToken: '' };
  }

  #login(key: string): SessionGrant {
    this.logins += 1;
    const session = this.#byKey.get(key) ?? this.#begin();
    this.#byKey.set(key, session);
    return this.#grant(session);
  }

  #begin(): FakeSession {
    const id = this.sessions.length + 1;
    const anonId = `00000000-0000-7000-8000-${String(id).padStart(12, '0')}`;
    const session = { id, anonId, generation: 1, isConfirmed: false, endedFor: null };
    this.sessions.push(session);
    return session;
  }

  #refresh(token: string | null): SessionGrant {
    this.refreshes += 1;
    if (token === null) throw new SessionRefused('TOKEN_MISSING');
    const [id, generation] = token.split('.').map(Number);
    const session = this.sessions.find((each) => each.id === id);
    if (session === undefined || generation === undefined) throw new SessionRefused('TOKEN_INVALID');
    if (session.endedFor !== null) throw new SessionRefused(session.endedFor);
    const isSpent = generation < session.generation - 1 || (generation < session.generation && session.isConfirmed);
    if (isSpent) {
      session.endedFor = 'SESSION_REVOKED';
      throw new SessionRefused('REFRESH_REUSED');
    }
    if (generation === session.generation) {
      session.generation += 1;
      session.isConfirmed = false;
    }
    return this.#grant(session);
  }

  #logout(token: string | null): SessionGrant {
    this.logouts += 1;
    const session = this.sessions.find((each) => each.id === Number(token?.split('.')[0]));
    if (session !== undefined) session.endedFor ??= 'SESSION_REVOKED';
    return { anonId: '', accessToken: '', refreshToken: '', expiresIn: 1, refreshExpiresIn: 1 };
  }

  #grant(session: FakeSession): SessionGrant {
    const { anonId, generation } = session;
    const accessToken = `access.${session.id}.${generation}.${(this.#grants += 1)}`;
    this.#access.set(accessToken, { session, generation, until: this.#clock.monotonic() + this.expiresIn * 1000 });
    const refreshToken = `${session.id}.${generation}`;
    return { anonId, accessToken, refreshToken, expiresIn: this.expiresIn, refreshExpiresIn: 5_184_000 };
  }
}
