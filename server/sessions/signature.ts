import { type KeyObject, sign } from 'node:crypto';
import type { SigningAlg } from '../keys/signing-key.ts';

/** Of P-256 (SP 800-186 §3.2.1.3). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const BYTES = 32;
const HALF = bytesOf(ORDER >> 1n);

/**
 * The signature of a text. Signed in place: a promise and a thread for each signature, which WebCrypto asks for, cost
 * half as much again as the signature.
 */
export function signText(text: string, key: KeyObject): Buffer {
  // Ed25519 signs the text itself (RFC 8032), ES256 a digest, and it writes two numbers side by side (RFC 7518 §3.4).
  if (key.asymmetricKeyType === 'ed25519') return sign(null, Buffer.from(text), key);
  return withSmallerS(sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }));
}

/**
 * Whether a signature is written as `signText` writes it. Where (r, s) is one of ES256, (r, order - s) is another of the
 * same text, and anybody can compute it: only the smaller s is ours, so that a token has one spelling.
 */
export function isOurSpelling(signature: Buffer, alg: SigningAlg): boolean {
  return alg === 'Ed25519' || hasSmallerS(signature);
}

function withSmallerS(signature: Buffer): Buffer {
  if (hasSmallerS(signature)) return signature;
  const s = BigInt(`0x${signature.toString('hex', BYTES)}`);
  return Buffer.concat([signature.subarray(0, BYTES), bytesOf(ORDER - s)]);
}

function hasSmallerS(signature: Buffer): boolean {
  return signature.length === 2 * BYTES && signature.compare(HALF, 0, BYTES, BYTES) <= 0;
}

function bytesOf(number: bigint): Buffer {
  return Buffer.from(number.toString(16).padStart(2 * BYTES, '0'), 'hex');
}
