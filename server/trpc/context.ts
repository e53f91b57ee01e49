import type { AnonId, SessionId } from '../../shared/ids.ts';

/** The visitor behind a call. Instants are milliseconds since the epoch. */
export interface AnonUser {
  readonly id: AnonId;
  readonly sessionId: SessionId;
  readonly createdAt: number;
  readonly lastActivityAt: number;
}

/** Turns an access token into the visitor it speaks for. */
export interface Authenticator {
  /** Throws a refusal: `TOKEN_INVALID`, `TOKEN_EXPIRED`, `SESSION_REVOKED`, `SESSION_EXPIRED`, `VISITOR_RETIRED`. */
  authenticate(unverifiedToken: string): Promise<AnonUser>;
}

/** Keeps a visitor's refresh token out of reach of the page's scripts. */
export interface RefreshTokenKeeper {
  /** What it kept for this visitor, unverified; null when it kept nothing. */
  read(): string | null;
  keep(refreshToken: string, seconds: number): void;
  forget(): void;
}

/** What every procedure gets. The same for HTTP, REST and the in-process caller. */
export interface Context {
  /** Names this request in the logs and in the answer to a fault. */
  readonly requestId: string;
  /**
   * The visitor, looked up on the first call and shared by a whole batch. Rejects with the refusal that says why there
   * is none; building the context itself never fails, so that a bad token cannot fail the public calls beside it.
   */
  readonly authenticate: () => Promise<AnonUser>;
  /**
   * In cookie mode who keeps the refresh token; null when the page keeps it itself. Throws `CROSS_SITE_REFUSED` for a
   * page of another site.
   */
  readonly refreshTokenKeeper: () => RefreshTokenKeeper | null;
}

/** A context that asks `authenticate` at most once. */
export function createContext(requestId: string, authenticate: () => Promise<AnonUser>, refreshTokenKeeper: () => RefreshTokenKeeper | null = () => null): Context {
  let identity: Promise<AnonUser> | null = null;
  return { requestId, authenticate: () => (identity ??= authenticate()), refreshTokenKeeper };
}
