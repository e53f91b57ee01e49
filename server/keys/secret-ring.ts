import { hkdfSync } from 'node:crypto';

/** What a derived key is for. Each purpose has its own key, so a leak of one opens nothing else. */
export type SecretPurpose = 'refresh-token mac' | 'signing-key sealing' | 'tombstone hash';

/** `PASSERBY_SECRET` and, while it is being rotated, its predecessor. */
export class SecretRing {
  readonly #secrets: readonly Buffer[];

  /** `secrets` are at least 32 random bytes each; the first is the current one. */
  constructor(secrets: readonly Buffer[]) {
    this.#secrets = secrets;
  }

  /** The 32-byte keys for one purpose by HKDF-SHA-256 (RFC 5869): the current one first, then the previous. */
  derive(purpose: SecretPurpose): readonly Buffer[] {
    return this.#secrets.map((secret) => Buffer.from(hkdfSync('sha256', secret, '', `passerby ${purpose} v1`, 32)));
  }
}
