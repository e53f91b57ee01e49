import type { SessionClock } from './session-clock.ts';

interface Timer {
  readonly dueAt: number;
  readonly order: number;
  readonly run: () => void;
}

/** A clock that moves only when told to, and chance that is the same in every run. */
export class FakeClock implements SessionClock {
  #elapsed = 0;
  #deviceOffsetMs = Date.UTC(2026, 0, 1);
  #order = 0;
  #seed = 1;
  readonly #timers = new Set<Timer>();

  now(): number {
    return this.#deviceOffsetMs + this.#elapsed;
  }

  monotonic(): number {
    return this.#elapsed;
  }

  /** What the visitor does in the device's date settings. */
  setDeviceClockBy(ms: number): void {
    this.#deviceOffsetMs += ms;
  }

  random(): number {
    this.#seed = (this.#seed * 48_271) % 2_147_483_647;
    return this.#seed / 2_147_483_647;
  }

  setTimer(run: () => void, delayMs: number): () => void {
    const timer = { dueAt: this.#elapsed + Math.ceil(delayMs), order: (this.#order += 1), run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  get pendingTimers(): number {
    return this.#timers.size;
  }

  /** Lets `ms` pass: every timer that falls due runs in order, and everything it sets off is finished in between. */
  async advance(ms: number): Promise<void> {
    const end = this.#elapsed + ms;
    await settleTasks();
    for (let next = this.#nextUntil(end); next !== null; next = this.#nextUntil(end)) {
      this.#timers.delete(next);
      this.#elapsed = Math.max(this.#elapsed, next.dueAt);
      next.run();
      await settleTasks();
    }
    this.#elapsed = end;
  }

  #nextUntil(end: number): Timer | null {
    const due = [...this.#timers].filter((timer) => timer.dueAt <= end);
    return due.toSorted((a, b) => a.dueAt - b.dueAt || a.order - b.order)[0] ?? null;
  }
}

/** Runs the promise reactions that wait, and those that they lead to. */
async function settleTasks(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
}
