/** One row, `retention`: whose turn it is to sweep, and how the last sweep went. */
export interface SweepTable {
  name: string;
  /** A random name of the process that sweeps, or swept last. */
  holder: string;
  /** Renewed with every step; a holder that died keeps the others out no longer than this. */
  leased_until: number;
  /** JSON of the last finished sweep's report; null before the first. */
  last_report: string | null;
  /** The clock of the last sweep that believed it; null before the first. */
  clock_at: number | null;
}
