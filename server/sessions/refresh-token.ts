import { createHmac, timingSafeEqual } from 'node:crypto';
import { sessionIdSchema } from '../../shared/ids.ts';
import type { SecretRing } from '../keys/secret-ring.ts';

/** A refresh token that we made: its MAC has been checked. */
export interface RefreshToken {
  readonly sessionId: string;
  readonly gen: number;
}

/** What a refresh token says before its MAC has been checked. */
export interface UnverifiedRefreshToken extends RefreshToken {
  readonly mac: string;
}

const SHAPE = /^([0-9a-f-]{36})\.([1-9]\d{0,14})\.([A-Za-z0-9_-]{43})$/;

/** Splits `sid.gen.mac`; null for anything that is not exactly of that form. */
export function parseRefreshToken(token: string): UnverifiedRefreshToken | null {
  const match = SHAPE.exec(token);
  if (match === null) return null;
  const [, sessionId = '', gen = '', mac = ''] = match;
  return sessionIdSchema.safeParse(sessionId).success ? { sessionId, gen: Number(gen), mac } : null;
}

/**
 * Makes and checks refresh tokens `sid.gen.mac`. The MAC is HMAC-SHA-256 over session, generation and the session's
 * salt: neither the database nor `PASSERBY_SECRET` alone can make one, and nothing is stored per token.
 */
export class RefreshTokens {
  readonly #keys: readonly Buffer[];

  constructor(secrets: SecretRing) {
    this.#keys = secrets.derive('refresh-token mac');
  }

  mint(sessionId: string, gen: number, salt: string): string {
    const [current] = this.#keys;
    if (current === undefined) throw new TypeError('A secret ring holds at least one secret');
    return `${sessionId}.${gen}.${mac(current, `${sessionId}.${gen}.${salt}`).toString('base64url')}`;
  }

  /** True when the MAC was made with the current or the previous secret and this salt. Takes the same time either way. */
  verify(token: UnverifiedRefreshToken, salt: string): boolean {
    const given = Buffer.from(token.mac, 'base64url');
    if (given.toString('base64url') !== token.mac) return false;
    return this.#keys.some((key) => timingSafeEqual(given, mac(key, `${token.sessionId}.${token.gen}.${salt}`)));
  }
}

function mac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
