import { z } from 'zod';
import { instantSchema } from './anon.schema.ts';
import { itemIdSchema } from './ids.ts';

/**
 * The app's own preferences: add a key here and every door knows it. Each is a key of its own: the last write of a key
 * wins, and writes of different keys never disturb each other. A key that is taken away is dropped on the next read.
 */
export const APP_PREFERENCES = {
  catalogueView: z.enum(['grid', 'list']),
  favouriteItems: z.array(itemIdSchema).max(500),
};

/** What Passerby's own page keeps. `auto` follows the device. */
export const PAGE_PREFERENCES = {
  language: z.enum(['en', 'zh']),
  theme: z.enum(['light', 'dark', 'auto']),
};

/** What the visitor has chosen; a key they never chose is absent, and the page decides. */
export const preferences = z.strictObject({ ...PAGE_PREFERENCES, app: z.strictObject(APP_PREFERENCES).partial() }).partial({ language: true, theme: true });
export type Preferences = z.infer<typeof preferences>;

/** `version` counts the changes, from 0 for a visitor who never chose; `updatedAt` is null for them. */
export const preferencesOutput = z.strictObject({
  preferences,
  version: z.int().nonnegative(),
  updatedAt: instantSchema.nullable(),
});
export type PreferencesOutput = z.infer<typeof preferencesOutput>;

/** A key that is given is set, one given as null goes back to never chosen, the others stay as they are. */
export const updatePreferencesInput = z.strictObject({ ...patchOf(PAGE_PREFERENCES), app: z.strictObject(patchOf(APP_PREFERENCES)).optional() });
export type UpdatePreferencesInput = z.infer<typeof updatePreferencesInput>;

type Patch<Shape extends Readonly<Record<string, z.ZodType>>> = { [Key in keyof Shape]: z.ZodOptional<z.ZodNullable<Shape[Key]>> };

function patchOf<Shape extends Readonly<Record<string, z.ZodType>>>(shape: Shape): Patch<Shape> {
  return Object.fromEntries(Object.entries(shape).map(([key, schema]) => [key, schema.nullable().optional()])) as Patch<Shape>;
}
