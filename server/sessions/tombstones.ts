import { createHmac } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Db } from '../database/store.ts';
import type { SecretRing } from '../keys/secret-ring.ts';
import { parseRefreshToken, type RefreshTokens } from './refresh-token.ts';
import { deleteOldTombstones, findTombstones, insertTombstones, listSalts } from './tombstone.repository.ts';

interface TombstonesDeps {
  readonly secrets: SecretRing;
  readonly refreshTokens: RefreshTokens;
  readonly clock: Clock;
  /** How long a removed visitor's refresh tokens are still told why they end. */
  readonly lifeMs: number;
}

/**
 * Remembers that a session was removed together with its visitor, so that a visitor who returns is told so instead of
 * being a silent stranger. Only a true refresh token of the session learns it: a session's id alone proves nothing.
 */
export class Tombstones {
  readonly #keys: readonly Buffer[];
  readonly #refreshTokens: RefreshTokens;
  readonly #clock: Clock;
  readonly #lifeMs: number;

  /** @internal */
  constructor({ secrets, refreshTokens, clock, lifeMs }: TombstonesDeps) {
    this.#keys = secrets.derive('tombstone hash');
    this.#refreshTokens = refreshTokens;
    this.#clock = clock;
    this.#lifeMs = lifeMs;
  }

  /** Leaves a tombstone for every session of these visitors, who are about to be removed in the same step. */
  async bury(trx: Db, anonIds: readonly string[]): Promise<void> {
    const now = this.#clock.now();
    const sessions = await listSalts(trx, anonIds);
    if (sessions.length === 0) return;
    await insertTombstones(trx, sessions.map(({ session_id: id, salt }) => ({ session_hash: this.#hashes(id)[0] ?? '', salt })), now);
  }

  /** Removes up to `limit` tombstones that have stood for their time; resolves to how many. */
  forgetOld(trx: Db, limit: number): Promise<number> {
    return deleteOldTombstones(trx, this.#clock.now() - this.#lifeMs, limit);
  }

  /** True for a refresh token, of any generation, whose session was removed with its visitor. */
  async isRetired(db: Db, unverifiedRefreshToken: string): Promise<boolean> {
    const token = parseRefreshToken(unverifiedRefreshToken);
    if (token === null) return false;
    const found = await findTombstones(db, this.#hashes(token.sessionId), this.#clock.now() - this.#lifeMs);
    return found.some(({ salt }) => this.#refreshTokens.verify(token, salt));
  }

  /** The current secret's hash first. */
  #hashes(sessionId: string): string[] {
    return this.#keys.map((key) => createHmac('sha256', key).update(sessionId).digest('base64url'));
  }
}
