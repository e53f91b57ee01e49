import type { Clock } from '../clock.ts';

/** The wall clock and the time that passed may differ by this much before it counts as a jump. */
const TOLERANCE_MS = 60 * 60_000;

/** A clock that jumped and has gone on evenly for this long is believed again. */
const TRUST_AFTER_MS = 24 * 60 * 60_000;

interface Moment {
  readonly wall: number;
  readonly monotonic: number;
}

/**
 * Tells whether the wall clock has gone as fast as time itself. A clock that is set forward makes everybody look long
 * gone, so nobody is removed while it is in doubt: until it returns, or has been even for a day.
 */
export class ClockWatch {
  readonly #wall: Clock;
  readonly #monotonic: Clock;
  #trusted: Moment;
  /** The first moment after a jump; null while there is none. */
  #suspect: Moment | null = null;

  /** `monotonic` counts milliseconds that nobody can set. */
  constructor(wall: Clock, monotonic: Clock) {
    this.#wall = wall;
    this.#monotonic = monotonic;
    this.#trusted = this.#moment();
  }

  hasJumped(): boolean {
    const now = this.#moment();
    if (isEven(this.#trusted, now)) {
      this.#suspect = null;
      return false;
    }
    if (this.#suspect === null || !isEven(this.#suspect, now)) this.#suspect = now;
    if (now.monotonic - this.#suspect.monotonic < TRUST_AFTER_MS) return true;
    this.#trusted = now;
    this.#suspect = null;
    return false;
  }

  #moment(): Moment {
    return { wall: this.#wall.now(), monotonic: this.#monotonic.now() };
  }
}

function isEven(from: Moment, to: Moment): boolean {
  return Math.abs(to.wall - from.wall - (to.monotonic - from.monotonic)) <= TOLERANCE_MS;
}
