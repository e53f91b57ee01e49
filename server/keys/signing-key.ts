import { createPrivateKey, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import type { ScheduledKey } from './key-schedule.ts';

export type SigningAlg = 'Ed25519' | 'ES256';

/** `typ` of an access token (RFC 9068 §2.1). */
export const ACCESS_TOKEN_TYP = 'at+jwt';

/** A key pair that signs access tokens, ready for use. */
export interface SigningKey extends ScheduledKey {
  readonly alg: SigningAlg;
  /** The header segment of every token this key signs. A token is ours only if it begins with these very bytes. */
  readonly headerSegment: string;
  readonly publicJwk: JWK;
  readonly publicKey: CryptoKey;
  readonly privateKey: KeyObject;
}

export interface NewKeyPair {
  readonly kid: string;
  readonly publicJwk: JWK;
  readonly privateJwk: JWK;
}

export async function generateSigningKey(alg: SigningAlg): Promise<NewKeyPair> {
  const pair = await generateKeyPair(alg, { extractable: true });
  const privateJwk = await exportJWK(pair.privateKey);
  const publicJwk = await exportJWK(pair.publicKey);
  const kid = await calculateJwkThumbprint(publicJwk);
  return { kid, publicJwk: { ...publicJwk, kid, alg, use: 'sig' }, privateJwk };
}

/** Header members in a fixed order, so that the segment can be compared byte by byte. */
export function headerSegment(alg: SigningAlg, kid: string): string {
  return Buffer.from(JSON.stringify({ alg, typ: ACCESS_TOKEN_TYP, kid })).toString('base64url');
}

interface KeyMaterial extends ScheduledKey {
  readonly alg: SigningAlg;
  readonly publicJwk: JWK;
  readonly privateJwk: JWK;
}

export async function importSigningKey(material: KeyMaterial): Promise<SigningKey> {
  const { kid, alg, activeFrom, verifyUntil, publicJwk, privateJwk } = material;
  return {
    kid,
    alg,
    activeFrom,
    verifyUntil,
    publicJwk,
    headerSegment: headerSegment(alg, kid),
    publicKey: (await importJWK(publicJwk, alg)) as CryptoKey,
    privateKey: createPrivateKey({ key: privateJwk, format: 'jwk' }),
  };
}
