/** One row per visitor. Instants are milliseconds since the epoch. */
export interface AnonUserTable {
  /** UUIDv7, the token's `sub`. */
  anon_id: string;
  created_at: number;
  /** Moves on activity, at most once per `ACTIVITY_RESOLUTION_MS`. */
  last_activity_at: number;
}
