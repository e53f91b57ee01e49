import type { Clock } from '../../server/clock.ts';

const UNITS = { days: 86_400_000, hours: 3_600_000, minutes: 60_000, seconds: 1000 };

/** A clock that runs like the system's and can be turned on: for a server that a real browser talks to. */
export class TurnedClock implements Clock {
  #turnedMs = 0;

  now(): number {
    return Date.now() + this.#turnedMs;
  }

  turn(by: Partial<Readonly<Record<keyof typeof UNITS, number>>>): void {
    for (const [unit, count] of Object.entries(by)) this.#turnedMs += count * UNITS[unit as keyof typeof UNITS]; // `by` has no other keys.
  }
}
