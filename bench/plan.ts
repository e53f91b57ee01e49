/** How much is measured. */
export interface Plan {
  readonly visitors: number;
  readonly roundsFull: number;
  readonly roundsNormal: number;
  /** Requests of a window, times the peer's effort, divided by the calls of a request. */
  readonly count: number;
  readonly warmUp: number;
  readonly offeredSeconds: number;
  readonly grownVisitors: number;
  readonly startUps: number;
}

export const FULL_PLAN: Plan = {
  visitors: 1000,
  roundsFull: 5,
  roundsNormal: 3,
  count: 30_000,
  warmUp: 4_000,
  offeredSeconds: 5,
  grownVisitors: 1_000_000,
  startUps: 5,
};

/** Proves that everything runs; its figures are worth nothing. */
export const QUICK_PLAN: Plan = {
  visitors: 200,
  roundsFull: 1,
  roundsNormal: 1,
  count: 1_500,
  warmUp: 500,
  offeredSeconds: 1,
  grownVisitors: 20_000,
  startUps: 2,
};
