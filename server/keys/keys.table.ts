/** One row per signing key. A key signs from `active_from` until its successor's; it verifies until `verify_until`. */
export interface SigningKeyTable {
  /** RFC 7638 thumbprint of the public half. */
  kid: string;
  alg: 'Ed25519' | 'ES256';
  /** The key this one follows, `''` for the first. Unique: a key has one successor, however many processes rotate. */
  predecessor: string;
  /** Public JWK as JSON: what the key set document publishes. */
  public_jwk: string;
  /** The private JWK, AES-256-GCM under a key derived from `PASSERBY_SECRET`: nonce, ciphertext, tag in base64url. */
  sealed_private_jwk: string;
  created_at: number;
  active_from: number;
  /** Null while it has no successor. */
  verify_until: number | null;
}
