import { z } from 'zod';
import { instantSchema } from './anon.schema.ts';
import { itemIdSchema } from './ids.ts';
import { localizedText } from './items.schema.ts';
import { pageInput } from './paging.schema.ts';

/** Names one view of this visitor; counts up, so a greater one is a later one. */
const viewIdSchema = z.int().positive();

/** One look at an item. `isAvailable` is false when the item has left the catalogue since. */
export const itemView = z.strictObject({
  viewId: viewIdSchema,
  itemId: itemIdSchema,
  title: localizedText,
  isAvailable: z.boolean(),
  viewedAt: instantSchema,
});
export type ItemView = z.infer<typeof itemView>;

export const recordViewInput = z.strictObject({ itemId: itemIdSchema });
export type RecordViewInput = z.infer<typeof recordViewInput>;

export const recordViewOutput = z.strictObject({ view: itemView });
export type RecordViewOutput = z.infer<typeof recordViewOutput>;

export const listViewsInput = pageInput;
export type ListViewsInput = z.infer<typeof listViewsInput>;

/** Newest first; a null `nextCursor` means there are no older ones. */
export const listViewsOutput = z.strictObject({ views: z.array(itemView), nextCursor: z.string().nullable() });
export type ListViewsOutput = z.infer<typeof listViewsOutput>;

/** `history.remove`: one view, or every view of one item. */
export const removeViewInput = z.union([z.strictObject({ viewId: viewIdSchema }), z.strictObject({ itemId: itemIdSchema })]);
export type RemoveViewInput = z.infer<typeof removeViewInput>;

/** How many views went; 0 when there was nothing to remove. */
export const removeViewsOutput = z.strictObject({ removed: z.int().nonnegative() });
export type RemoveViewsOutput = z.infer<typeof removeViewsOutput>;
