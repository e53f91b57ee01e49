import type { Dialect } from '../database/store.ts';

/**
 * Visitors whose rows go together, table after table. Every step writes the pages at the edges of what it removes as a
 * whole, so a few visitors after the other, through a dozen tables each, would be twice the writing.
 */
export const PAGE_VISITORS = 128;

/** Rows that are written to let a visitor go: theirs, a session's, a tombstone. */
const ROWS_PER_CLAIM = 4;

const PAUSE_MIN_MS = 1;

interface Limits {
  /** Below it a step is made of what every step costs. */
  readonly rowsMin: number;
  /** Rows that one step removes at most; visitors with more are removed in several. */
  readonly rowsMax: number;
  /** Statements that take longer than this make the next step smaller, half as long ones larger. */
  readonly stepMs: number;
  /** A pause is at least so many times as long as the statements before it: the others' time. */
  readonly pauses: number;
  /** Pauses get longer where more would go: a quick machine gives the others what it has to spare. */
  readonly rowsPerSecond: number;
}

/**
 * SQLite has one lock, which a step holds against every writer. PostgreSQL's rows of nobody are in nobody's way, but a
 * claimed visitor who just comes back waits for the step.
 */
const LIMITS: Readonly<Record<Dialect, Limits>> = {
  sqlite: { rowsMin: 64, rowsMax: 128, stepMs: 1, pauses: 2, rowsPerSecond: 20_800 },
  postgres: { rowsMin: 64, rowsMax: 256, stepMs: 5, pauses: 1, rowsPerSecond: Number.POSITIVE_INFINITY },
};

/** What was held up for longer is not made up for. */
const BEHIND_MAX_MS = 1_000;

interface StepTaken {
  readonly stepMs: number;
  /** From the last statement until the step is answered. */
  readonly commitMs: number;
  /** Rows that it has removed. */
  readonly rows: number;
  /** Since the step before it was answered, or the sweep began. */
  readonly sinceLastMs: number;
}

/** How many rows the next step takes and how long it waits before: powers of two, so that statements repeat. */
export class SweepPace {
  readonly #limits: Limits;
  #rows: number;
  #pauseMs = PAUSE_MIN_MS;
  /** How much later the rate would have had these rows go; negative when the sweep is behind it. */
  #aheadMs = 0;
  #longestStepMs = 0;
  #longestCommitMs = 0;

  constructor(dialect: Dialect) {
    this.#limits = LIMITS[dialect];
    this.#rows = this.#limits.rowsMin;
  }

  /** Rows that the next step removes. */
  get rows(): number {
    return this.#rows;
  }

  /** Visitors that the next step claims. */
  get claims(): number {
    return this.#rows / ROWS_PER_CLAIM;
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

  /** The next step is as large as the last one's time allows. */
  note({ stepMs, commitMs, rows, sinceLastMs }: StepTaken): void {
    this.#longestStepMs = Math.max(this.#longestStepMs, stepMs);
    this.#longestCommitMs = Math.max(this.#longestCommitMs, commitMs);
    const { rowsMin, rowsMax, stepMs: aimMs, pauses, rowsPerSecond } = this.#limits;
    this.#aheadMs = Math.max(-BEHIND_MAX_MS, this.#aheadMs + (rows * 1000) / rowsPerSecond - sinceLastMs);
    this.#pauseMs = Math.max(PAUSE_MIN_MS, pauses * stepMs, this.#aheadMs);
    if (stepMs > aimMs) this.#rows = Math.max(rowsMin, this.#rows / 2);
    else if (stepMs < aimMs / 2) this.#rows = Math.min(rowsMax, this.#rows * 2);
  }
}
