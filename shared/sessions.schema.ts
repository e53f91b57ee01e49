import { z } from 'zod';
import { instantSchema } from './anon.schema.ts';
import { sessionIdSchema } from './ids.ts';

/** One living session of the visitor. Never token material. */
export const sessionSummary = z.strictObject({
  sessionId: sessionIdSchema,
  isCurrent: z.boolean(),
  createdAt: instantSchema,
  lastActivityAt: instantSchema,
  expiresAt: instantSchema,
});
export type SessionSummary = z.infer<typeof sessionSummary>;

/** `sessions.list`: most recently active first. */
export const listSessionsOutput = z.strictObject({ sessions: z.array(sessionSummary) });
export type ListSessionsOutput = z.infer<typeof listSessionsOutput>;

/** `sessions.revoke`: a session that is unknown, ended or somebody else's counts as already revoked. */
export const revokeSessionInput = z.strictObject({ sessionId: sessionIdSchema });
export type RevokeSessionInput = z.infer<typeof revokeSessionInput>;

export const revokeSessionsOutput = z.strictObject({ revoked: z.int().nonnegative() });
export type RevokeSessionsOutput = z.infer<typeof revokeSessionsOutput>;
