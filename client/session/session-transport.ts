import type { SessionGrant } from './stored-session.ts';

/**
 * The three session calls. Each rejects with `SessionUnreachable` (safe to send again) or `SessionRefused`.
 *
 * All three may be repeated: login by its key, refresh because the server gives the same generation again until that
 * is seen in use, logout because ending an ended session succeeds (RFC 7009 §2.2).
 */
export interface SessionTransport {
  /** True when the refresh token travels in a cookie that scripts cannot read, so that null is passed for it. */
  readonly isCookieMode: boolean;
  login(idempotencyKey: string): Promise<SessionGrant>;
  refresh(refreshToken: string | null): Promise<SessionGrant>;
  /** Sent so that it outlives the page. */
  logout(refreshToken: string | null): Promise<void>;
}
