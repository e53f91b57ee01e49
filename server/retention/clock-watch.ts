import type { Clock } from '../clock.ts';

/** The wall clock and the time that passed may differ by this much before it counts as a jump. */
const TOLERANCE_MS = 60 * 60_000;

/** A clock in doubt that has gone on evenly for this long is believed again. */
const TRUST_AFTER_MS = 24 * 60 * 60_000;

interface Moment {
  readonly wall: number;
  readonly monotonic: number;
}

interface ClockWatchParts {
  readonly wall: Clock;
  /** Counts milliseconds that nobody can set. */
  readonly monotonic: Clock;
  /** A clock that is further ahead of the last sweep than this, with nobody there to see the time pass, is in doubt. */
  readonly aheadMs: number;
}

/**
 * Tells whether the wall clock can be believed: it has gone as fast as time itself since this process started, and is
 * about where the last sweep of any process saw it. A clock that is set forward makes everybody look long gone, so
 * nobody is removed while it is in doubt: until it returns, or has been even for a day and no other process disagrees.
 */
export class ClockWatch {
  readonly #parts: ClockWatchParts;
  #trusted: Moment | null;
  /** The first moment of the doubt; null while there is none. */
  #suspect: Moment | null = null;
  /** The last sweep's clock, as far as this process knows. */
  #sweptAt: number | null = null;

  constructor(parts: ClockWatchParts) {
    this.#parts = parts;
    this.#trusted = this.#moment();
  }

  /** `sweptAt` is the clock of the last sweep that believed its own; null before the first. */
  isInDoubt(sweptAt: number | null): boolean {
    const now = this.#moment();
    this.#compare(sweptAt, now);
    if (this.#trusted !== null && isEven(this.#trusted, now)) {
      this.#suspect = null;
      return false;
    }
    if (this.#suspect === null || !isEven(this.#suspect, now)) this.#suspect = now;
    if (now.monotonic - this.#suspect.monotonic < TRUST_AFTER_MS) return true;
    this.#trusted = now;
    this.#suspect = null;
    return false;
  }

  /** To be told what this process's own sweep leaves behind: the clock that was asked about. */
  noteSweep(sweptAt: number): void {
    this.#sweptAt = sweptAt;
  }

  #compare(sweptAt: number | null, now: Moment): void {
    const isAhead = sweptAt !== null && now.wall - sweptAt > this.#parts.aheadMs;
    if (!isAhead) this.#trusted ??= now;
    else if (sweptAt !== this.#sweptAt) {
      this.#trusted = null;
      this.#suspect = now;
    }
    this.#sweptAt = sweptAt;
  }

  #moment(): Moment {
    return { wall: this.#parts.wall.now(), monotonic: this.#parts.monotonic.now() };
  }
}

function isEven(from: Moment, to: Moment): boolean {
  return Math.abs(to.wall - from.wall - (to.monotonic - from.monotonic)) <= TOLERANCE_MS;
}
