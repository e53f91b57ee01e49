/** One row per session for ever, however often its tokens rotate. Instants are milliseconds since the epoch. */
export interface SessionTable {
  /** UUIDv7, the token's `sid`. */
  session_id: string;
  anon_id: string;
  /** Base64url, mixed into the MAC of every refresh token: `PASSERBY_SECRET` alone forges nothing. */
  salt: string;
  /** The newest generation of tokens. Generations are ordered by this counter, never by time. */
  gen: number;
  created_at: number;
  /** When `gen` was first seen in use. Null: nobody has shown that they were given it. */
  confirmed_at: number | null;
  last_activity_at: number;
  /** The greatest age: no token of the session is valid after it. */
  expires_at: number;
  /** Null while the session lives. */
  ended_at: number | null;
  ended_reason: 'SESSION_REVOKED' | 'REFRESH_REUSED' | null;
}

/** Remembers, for a short time, which session an idempotency key of `anon.login` opened. */
export interface LoginKeyTable {
  /** SHA-256 of the key, base64url. */
  key_hash: string;
  session_id: string;
  expires_at: number;
}
