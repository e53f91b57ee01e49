import { z } from 'zod';

/** A visitor: UUIDv7 made by the server, the token's `sub`. Says nothing about the person. */
export const anonIdSchema = z.uuid({ version: 'v7' }).brand<'AnonId'>();
export type AnonId = z.infer<typeof anonIdSchema>;

/** One sign-in of a visitor: UUIDv7 made by the server, the token's `sid`. */
export const sessionIdSchema = z.uuid({ version: 'v7' }).brand<'SessionId'>();
export type SessionId = z.infer<typeof sessionIdSchema>;

/** A catalogue item: a short readable slug such as `walnut-desk-lamp`. */
export const itemIdSchema = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be a slug of lower-case letters, digits and hyphens')
  .max(64)
  .brand<'ItemId'>();
export type ItemId = z.infer<typeof itemIdSchema>;

/** An action: a UUID of any version, made by the client so that a repeat is recognised. */
export const actionIdSchema = z.guid().brand<'ActionId'>();
export type ActionId = z.infer<typeof actionIdSchema>;

/** The same as it comes in: kept in lower case, however it is written. */
export const newActionIdSchema = z.guid().toLowerCase().brand<'ActionId'>();
