import type { SessionClock } from './session-clock.ts';
import type { SessionWake } from './session-wake.ts';

/** Browsers run a timer of more than 2^31 ms at once; this is far below, and bounds what a frozen timer can miss. */
const TIMER_MAX_MS = 3_600_000;
const BACKOFF_FIRST_MS = 1_000;
const BACKOFF_MAX_MS = 30_000;

/** Half to all of a pause that doubles up to 30 s: clients that failed together must not come back together. */
export function decideBackoffMs(failures: number, random: number): number {
  const pause = Math.min(BACKOFF_FIRST_MS * 2 ** failures, BACKOFF_MAX_MS);
  return (pause * (1 + random)) / 2;
}

/** Calls `check` when the next thing is due: one timer, and the moments when the page wakes up. */
export class SessionUpkeep {
  readonly #clock: SessionClock;
  readonly #wake: SessionWake;
  readonly #check: () => void;
  #cancelTimer: () => void = () => undefined;
  #stopListening: (() => void) | null = null;
  #failures = 0;
  #retryAt = Number.NEGATIVE_INFINITY;

  constructor(clock: SessionClock, wake: SessionWake, check: () => void) {
    this.#clock = clock;
    this.#wake = wake;
    this.#check = check;
  }

  get isRunning(): boolean {
    return this.#stopListening !== null;
  }

  get isAwake(): boolean {
    return this.#wake.isAwake();
  }

  /** False while a pause after a failure lasts: what is not urgent waits for its end. */
  get mayRetry(): boolean {
    return this.#clock.monotonic() >= this.#retryAt;
  }

  start(): void {
    this.#stopListening ??= this.#wake.subscribe(() => {
      if (this.#wake.isAwake()) this.#check();
    });
  }

  stop(): void {
    this.#cancelTimer();
    this.#stopListening?.();
    this.#stopListening = null;
  }

  /** The next check in `delayMs`, in place of the one planned before; none when null. */
  plan(delayMs: number | null): void {
    this.#failures = 0;
    this.#retryAt = Number.NEGATIVE_INFINITY;
    this.#setTimer(delayMs);
  }

  /** The next check after `atLeastMs` and a pause that grows with every failure since the last `plan`. */
  planRetry(atLeastMs: number): void {
    const delayMs = atLeastMs + decideBackoffMs(this.#failures, this.#clock.random());
    this.#failures += 1;
    this.#retryAt = this.#clock.monotonic() + delayMs;
    this.#setTimer(delayMs);
  }

  #setTimer(delayMs: number | null): void {
    this.#cancelTimer();
    if (delayMs === null || !this.isRunning) return;
    this.#cancelTimer = this.#clock.setTimer(this.#check, Math.min(Math.max(Math.ceil(delayMs), 0), TIMER_MAX_MS));
  }
}
