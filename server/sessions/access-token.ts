import { randomInt } from 'node:crypto';
import { compactVerify, errors } from 'jose';
import { z } from 'zod';
import { anonIdSchema, sessionIdSchema } from '../../shared/ids.ts';
import type { Clock } from '../clock.ts';
import type { KeysService } from '../keys/keys.service.ts';
import type { SigningKey } from '../keys/signing-key.ts';
import { randomToken } from '../random.ts';
import { Refusal } from '../refusal.ts';
import { isOurSpelling, signText } from './signature.ts';
import { splitCompact } from './token-gate.ts';
import { VerifyCache } from './verify-cache.ts';

/** Who issues and who accepts. Both belong to anonymous sessions alone, so no other verifier takes a guest for a member. */
export interface AccessTokenPolicy {
  readonly issuer: string;
  readonly audience: string;
  /** Life of a token in seconds, before it is shortened at random. */
  readonly lifeSeconds: number;
  /** Verified tokens to remember. */
  readonly cacheSize: number;
}

/** A clock this far ahead of ours still counts as the same clock. */
const LEEWAY_SECONDS = 5;

/** RFC 9068 §2.2. Integers are safe ones: `1e400` parses as Infinity and would never expire. */
const claimsSchema = z.strictObject({
  iss: z.string(),
  aud: z.string(),
  sub: anonIdSchema,
  sid: sessionIdSchema,
  gen: z.int().positive(),
  iat: z.int().nonnegative(),
  exp: z.int().nonnegative(),
  jti: z.string().length(22),
  token_use: z.literal('anonymous'),
});

/** Claims of a token that is ours, alive and signed by a key that still verifies. The session was not looked at. */
export type AccessClaims = z.infer<typeof claimsSchema>;

interface Verified {
  readonly claims: AccessClaims;
  readonly header: string;
}

interface AccessTokenDeps {
  readonly keys: KeysService;
  readonly clock: Clock;
  readonly policy: AccessTokenPolicy;
}

/** Signs and verifies access tokens: JWTs shaped as RFC 9068 says, of type `at+jwt`. */
export class AccessTokens {
  readonly #keys: KeysService;
  readonly #clock: Clock;
  readonly #policy: AccessTokenPolicy;
  readonly #cache: VerifyCache<Verified>;

  /** @internal */
  constructor({ keys, clock, policy }: AccessTokenDeps) {
    this.#keys = keys;
    this.#clock = clock;
    this.#policy = policy;
    this.#cache = new VerifyCache(policy.cacheSize);
  }

  /** A new token and its life in seconds, up to a tenth shorter than configured so that clients do not refresh in step. */
  mint(subject: { readonly anonId: string; readonly sessionId: string; readonly gen: number }): { token: string; expiresIn: number } {
    const { issuer, audience, lifeSeconds } = this.#policy;
    const signer = this.#keys.signer();
    const iat = Math.floor(this.#clock.now() / 1000);
    const expiresIn = lifeSeconds - randomInt(Math.floor(lifeSeconds / 10) + 1);
    const claims = {
      iss: issuer,
      aud: audience,
      sub: subject.anonId,
      sid: subject.sessionId,
      gen: subject.gen,
      iat,
      exp: iat + expiresIn,
      jti: randomToken(),
      token_use: 'anonymous',
    };
    return { token: sign(claims, signer), expiresIn };
  }

  /** Throws `TOKEN_INVALID` or `TOKEN_EXPIRED`. */
  async verify(unverifiedToken: string): Promise<AccessClaims> {
    const cached = this.#cache.find(unverifiedToken);
    const verified = cached ?? (await this.#verifySignature(unverifiedToken));
    if (cached !== null && this.#keys.findVerifier(cached.header) === null) {
      this.#cache.forget(unverifiedToken);
      throw new Refusal('TOKEN_INVALID');
    }
    this.#assertTime(verified.claims);
    if (cached === null) this.#cache.remember(unverifiedToken, verified);
    return verified.claims;
  }

  async #verifySignature(unverifiedToken: string): Promise<Verified> {
    const parts = splitCompact(unverifiedToken);
    const key = parts === null ? null : this.#keys.findVerifier(parts.header);
    if (parts === null || key === null) throw new Refusal('TOKEN_INVALID');
    if (!isOurSpelling(Buffer.from(parts.signature, 'base64url'), key.alg)) throw new Refusal('TOKEN_INVALID');
    const payload = await verifyWith(key, unverifiedToken);
    const { issuer, audience } = this.#policy;
    const claims = parseClaims(payload);
    if (claims === null || claims.iss !== issuer || claims.aud !== audience) throw new Refusal('TOKEN_INVALID');
    return { claims, header: parts.header };
  }

  #assertTime(claims: AccessClaims): void {
    const now = this.#clock.now() / 1000;
    if (claims.iat > now + LEEWAY_SECONDS) throw new Refusal('TOKEN_INVALID');
    if (now >= claims.exp + LEEWAY_SECONDS) throw new Refusal('TOKEN_EXPIRED');
  }
}

/** The compact serialization (RFC 7515 §3.1) of a JWS. */
function sign(claims: object, { headerSegment, privateKey }: SigningKey): string {
  const input = `${headerSegment}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
  return `${input}.${signText(input, privateKey).toString('base64url')}`;
}

async function verifyWith(key: SigningKey, unverifiedToken: string): Promise<Uint8Array> {
  try {
    const { payload } = await compactVerify(unverifiedToken, key.publicKey, { algorithms: [key.alg] });
    return payload;
  } catch (error) {
    if (error instanceof errors.JOSEError) throw new Refusal('TOKEN_INVALID');
    throw error;
  }
}

function parseClaims(payload: Uint8Array): AccessClaims | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(payload);
    const claims: unknown = JSON.parse(text);
    // One spelling: no member twice, which parsers read differently, no whitespace and no number written another way.
    if (JSON.stringify(claims) !== text) return null;
    return claimsSchema.safeParse(claims).data ?? null;
  } catch {
    return null;
  }
}
