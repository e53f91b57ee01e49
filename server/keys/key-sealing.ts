import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { SecretRing } from './secret-ring.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM over `plain`, bound to `context`: base64url of nonce, ciphertext and tag. */
export function seal(key: Buffer, plain: string, context: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(context));
  return Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64url');
}

/** The inverse of `seal`; null for another key, another context or altered bytes. */
export function unseal(key: Buffer, sealed: string, context: string): string | null {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    return null;
  }
}

export interface SealedKey {
  readonly kid: string;
  readonly sealed_private_jwk: string;
}

/** True when one of the secrets opens the private half of every signing key. */
export function canOpenAll(secrets: SecretRing, keys: readonly SealedKey[]): boolean {
  const sealing = secrets.derive('signing-key sealing');
  return keys.every((row) => sealing.some((key) => unseal(key, row.sealed_private_jwk, row.kid) !== null));
}
