import { z } from 'zod';
import { instantSchema } from './anon.schema.ts';
import { actionIdSchema, anonIdSchema, itemIdSchema, newActionIdSchema } from './ids.ts';
import { ACTION_MAX_CHARS } from './limits.ts';
import { pageInput } from './paging.schema.ts';
import { money } from './money.schema.ts';
import { singleLineText } from './text.ts';

/** A text in every language that Passerby's pages speak. */
export const localizedText = z.strictObject({ en: z.string(), zh: z.string() });
export type LocalizedText = z.infer<typeof localizedText>;

/** What one visitor did once. `itemId` is null for an action that is about no item. */
export const action = z.strictObject({
  id: actionIdSchema,
  action: z.string(),
  itemId: itemIdSchema.nullable(),
  createdAt: instantSchema,
});
export type Action = z.infer<typeof action>;

/** The departments of the shop, in shop order. */
export const CATEGORIES = ['home', 'writing', 'kitchen', 'outdoors', 'play'] as const;
export const category = z.enum(CATEGORIES);
export type Category = z.infer<typeof category>;

/** A catalogue item as this visitor sees it: how often they acted on it and when last (null: never). */
export const visitorItem = z.strictObject({
  itemId: itemIdSchema,
  title: localizedText,
  description: localizedText,
  category,
  price: money,
  actionCount: z.int().nonnegative(),
  lastActionAt: instantSchema.nullable(),
});
export type VisitorItem = z.infer<typeof visitorItem>;

/** `limit` counts actions. */
export const listItemsInput = pageInput;
export type ListItemsInput = z.infer<typeof listItemsInput>;

/**
 * `items` is the whole catalogue, the visitor's most recently touched first, then the rest in shop order; it is
 * empty on pages after the first. `actions` is newest first; a null `nextCursor` means there are no older ones.
 */
export const listItemsOutput = z.strictObject({
  anonId: anonIdSchema,
  items: z.array(visitorItem),
  actions: z.array(action),
  nextCursor: z.string().nullable(),
});
export type ListItemsOutput = z.infer<typeof listItemsOutput>;

/**
 * `id` is a UUID made by the client before it calls: the same call sent again stores nothing and answers the same.
 * Without it every call is a new action.
 */
export const addActionInput = z.strictObject({
  action: singleLineText(ACTION_MAX_CHARS),
  itemId: itemIdSchema.optional(),
  id: newActionIdSchema.optional(),
});
export type AddActionInput = z.infer<typeof addActionInput>;

export const addActionOutput = z.strictObject({ action });
export type AddActionOutput = z.infer<typeof addActionOutput>;
