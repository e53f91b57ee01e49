import type { SessionClock } from './session-clock.ts';

const QUICK_MS = 10_000;
const QUICK_RESTARTS_MAX = 3;

/**
 * Stops a page from making visitor after visitor when the server ends each one at once. Three restarts may follow
 * each other within ten seconds; the next such end stays an end.
 */
export class RestartGuard {
  readonly #clock: SessionClock;
  #lastAt = Number.NEGATIVE_INFINITY;
  #quick = 0;

  constructor(clock: SessionClock) {
    this.#clock = clock;
  }

  /** Counts one end; true when a fresh identity may start by itself. */
  allows(): boolean {
    const now = this.#clock.monotonic();
    this.#quick = now - this.#lastAt < QUICK_MS ? this.#quick + 1 : 0;
    this.#lastAt = now;
    return this.#quick < QUICK_RESTARTS_MAX;
  }
}
