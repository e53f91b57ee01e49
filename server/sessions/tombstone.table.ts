/** What is left of a removed session, so that its refresh tokens are told why they end. Says nothing of the visitor. */
export interface TombstoneTable {
  /** HMAC-SHA-256 of the session's id under a key derived from `PASSERBY_SECRET`, base64url. */
  session_hash: string;
  /** The removed session's salt: with it a refresh token still proves itself, so nobody else learns anything. */
  salt: string;
  retired_at: number;
}
