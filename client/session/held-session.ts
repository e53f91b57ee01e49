import type { SessionClock } from './session-clock.ts';
import type { SessionRecord } from './stored-session.ts';

/** Share of the access token's life after which it is renewed ahead of time; the spread keeps tabs from acting as one. */
const REFRESH_FROM = 0.8;
const REFRESH_SPREAD = 0.1;

/**
 * Milliseconds from `receivedAt` to `now`, both by the device clock; null when the clock was set in between, which
 * shows as an age below zero or beyond the life of the whole session. An unknown age is not an old one: the token is
 * used and the server says whether it still lives.
 */
export function decideAgeMs(record: SessionRecord, now: number): number | null {
  const ageMs = now - record.receivedAt;
  return ageMs >= 0 && ageMs <= record.refreshExpiresIn * 1000 ? ageMs : null;
}

/** The session in use by this page, and how old its access token is. */
export class HeldSession {
  readonly record: SessionRecord;
  readonly #clock: SessionClock;
  readonly #heldSince: number;
  readonly #ageWhenTaken: number;
  readonly #dueAfterMs: number;

  constructor(record: SessionRecord, clock: SessionClock) {
    this.record = record;
    this.#clock = clock;
    this.#heldSince = clock.monotonic();
    this.#ageWhenTaken = decideAgeMs(record, clock.now()) ?? 0;
    this.#dueAfterMs = record.expiresIn * 1000 * (REFRESH_FROM + REFRESH_SPREAD * clock.random());
  }

  get isExpired(): boolean {
    return this.#ageMs() >= this.record.expiresIn * 1000;
  }

  /** True once the access token should be renewed, before it expires. */
  get isDue(): boolean {
    return this.msUntilDue <= 0;
  }

  get msUntilDue(): number {
    return this.#dueAfterMs - this.#ageMs();
  }

  // The monotonic clock misses a sleep of the machine, the device clock misses nothing but may be set back.
  #ageMs(): number {
    const whileHeld = this.#ageWhenTaken + this.#clock.monotonic() - this.#heldSince;
    return Math.max(whileHeld, decideAgeMs(this.record, this.#clock.now()) ?? 0);
  }
}
