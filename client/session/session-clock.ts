/** Time and chance, replaceable in tests. */
export interface SessionClock {
  /** Device clock in milliseconds since the epoch. It may be wrong and may jump. */
  now(): number;
  /** Milliseconds that never go back. They may stand still while the machine sleeps. */
  monotonic(): number;
  /** Runs `run` once after at least `delayMs`. Returns the function that cancels it. */
  setTimer(run: () => void, delayMs: number): () => void;
  /** A number from 0 up to, not including, 1; for jitter, never for a secret. */
  random(): number;
}

export const systemClock: SessionClock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimer: (run, delayMs) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};

/** Resolves after at least `delayMs`; with 0 in a later task, after the events that wait already. */
export function sleep(clock: SessionClock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.setTimer(resolve, delayMs);
  });
}
