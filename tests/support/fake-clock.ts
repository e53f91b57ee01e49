import type { Clock } from '../../server/clock.ts';

interface Duration {
  readonly days?: number;
  readonly hours?: number;
  readonly minutes?: number;
  readonly seconds?: number;
  readonly ms?: number;
}

/** A clock that stands still until it is turned. Starts at a fixed instant, so that tests repeat. */
export class FakeClock implements Clock {
  #now = Date.UTC(2026, 0, 15, 12, 0, 0);

  now(): number {
    return this.#now;
  }

  /** Turns the clock on, or back with negative values. */
  advance({ days = 0, hours = 0, minutes = 0, seconds = 0, ms = 0 }: Duration): void {
    this.#now += (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 + ms;
  }
}
