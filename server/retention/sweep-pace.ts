const SIZE_FIRST = 16;
const SIZE_MAX = 256;

/** A step that takes longer than this is made smaller, one that takes less than half of it larger. */
const STEP_MS = 3;

/** So much longer than a step is the pause after it: the database and the event loop belong to the others. */
const PAUSE_FACTOR = 3;
const PAUSE_MIN_MS = 1;

/** How many visitors the next step takes and how long it waits before: powers of two, so that statements repeat. */
export class SweepPace {
  #size = SIZE_FIRST;
  #pauseMs = PAUSE_MIN_MS;
  #longestMs = 0;

  get size(): number {
    return this.#size;
  }

  get pauseMs(): number {
    return this.#pauseMs;
  }

  get longestMs(): number {
    return this.#longestMs;
  }

  /** Notes how long a step held the database. */
  note(stepMs: number): void {
    this.#longestMs = Math.max(this.#longestMs, stepMs);
    this.#pauseMs = Math.max(PAUSE_MIN_MS, stepMs * PAUSE_FACTOR);
    if (stepMs > STEP_MS) this.#size = Math.max(1, this.#size / 2);
    else if (stepMs < STEP_MS / 2) this.#size = Math.min(SIZE_MAX, this.#size * 2);
  }
}
