/** Rows that one step removes, or few more; visitors with more are removed in several. */
export const ROWS_PER_STEP = 1_000;

/**
 * Fewer than this gain nothing: below it a step is made of what every step costs, a disk's or a network's delay and the
 * pages at the edges of a dozen tables, each written as a whole.
 */
const SIZE_MIN = 16;
const SIZE_MAX = 256;

/** Statements that take longer than this make the next step smaller, half as long ones larger. */
const STEP_MS = 2;

/**
 * A pause is twice as long as the statements before it, and never shorter than this: most of the time is the
 * others' alone, since a COMMIT waits for the disk beside the event loop.
 */
const PAUSES = 2;
const PAUSE_MIN_MS = 1;

interface StepTaken {
  readonly stepMs: number;
  /** It waits for the disk, whatever the size of the step, and holds up no event loop. */
  readonly commitMs: number;
  readonly visitors: number;
  readonly rows: number;
  /** False: some of the visitors have rows left. */
  readonly isComplete: boolean;
}

/** How many visitors the next step takes and how long it waits before: powers of two, so that statements repeat. */
export class SweepPace {
  #size = SIZE_MIN;
  #pauseMs = PAUSE_MIN_MS;
  #longestStepMs = 0;
  #longestCommitMs = 0;

  get size(): number {
    return this.#size;
  }

  get pauseMs(): number {
    return this.#pauseMs;
  }

  get longestStepMs(): number {
    return this.#longestStepMs;
  }

  get longestCommitMs(): number {
    return this.#longestCommitMs;
  }

  /** The next step is as large as the last one's time and rows allow. */
  note({ stepMs, commitMs, visitors, rows, isComplete }: StepTaken): void {
    this.#longestStepMs = Math.max(this.#longestStepMs, stepMs);
    this.#longestCommitMs = Math.max(this.#longestCommitMs, commitMs);
    this.#pauseMs = Math.max(PAUSE_MIN_MS, PAUSES * stepMs);
    const rowsOfTwice = (2 * this.#size * rows) / Math.max(1, visitors);
    if (stepMs > STEP_MS || !isComplete) this.#size = Math.max(SIZE_MIN, this.#size / 2);
    else if (stepMs < STEP_MS / 2 && rowsOfTwice <= ROWS_PER_STEP) this.#size = Math.min(SIZE_MAX, this.#size * 2);
  }
}
