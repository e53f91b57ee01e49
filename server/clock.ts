/** Where time comes from. Everything that asks for the time gets one of these; tests turn it by hand. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** Milliseconds since some moment, which nobody can set. */
export const monotonicClock: Clock = { now: () => performance.now() };
