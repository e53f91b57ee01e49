import { z } from 'zod';
import { anonIdSchema, sessionIdSchema } from './ids.ts';
import { IDEMPOTENCY_KEY_MAX_CHARS, IDEMPOTENCY_KEY_MIN_CHARS, TOKEN_MAX_CHARS } from './limits.ts';

/** An instant on the wire: ISO 8601 in UTC with milliseconds. */
export const instantSchema = z.iso.datetime();

/** A refresh token as it travels; whether it is one of ours is the server's to say. */
export const refreshTokenText = z.string().min(1).max(TOKEN_MAX_CHARS);

/**
 * `anon.login`. The key is a secret of at least 128 random bits that the client makes and stores before it calls;
 * the same key within the server's window gives the same visitor and the same session.
 */
export const loginInput = z
  .strictObject({
    idempotencyKey: z
      .string()
      .min(IDEMPOTENCY_KEY_MIN_CHARS)
      .max(IDEMPOTENCY_KEY_MAX_CHARS)
      .regex(/^[A-Za-z0-9_-]+$/, 'must be base64url or a UUID')
      .optional(),
  })
  .optional();
export type LoginInput = z.infer<typeof loginInput>;

/** Answer of `anon.login` and `anon.refresh` (RFC 6749 §5.1 in camel case). Durations are in seconds from receipt. */
export const tokenResponse = z.strictObject({
  anonId: anonIdSchema,
  accessToken: z.string(),
  tokenType: z.literal('Bearer'),
  expiresIn: z.int().positive(),
  /** Empty in cookie mode: the cookie holds it. */
  refreshToken: z.string(),
  refreshExpiresIn: z.int().positive(),
});
export type TokenResponse = z.infer<typeof tokenResponse>;

/** In cookie mode the refresh token travels in the cookie and is left out here; otherwise its absence is `TOKEN_MISSING`. */
export const refreshInput = z.strictObject({ refreshToken: refreshTokenText.optional() });
export type RefreshInput = z.infer<typeof refreshInput>;

export const logoutInput = z.strictObject({ refreshToken: refreshTokenText.optional() });
export type LogoutInput = z.infer<typeof logoutInput>;

/** RFC 7009 §2.2: the same empty success whether the session was alive, ended or never known. */
export const logoutOutput = z.strictObject({});

export const meOutput = z.strictObject({
  anonId: anonIdSchema,
  sessionId: sessionIdSchema,
  createdAt: instantSchema,
  lastActivityAt: instantSchema,
});
export type MeOutput = z.infer<typeof meOutput>;
