import { z } from 'zod';
import { instantSchema } from './anon.schema.ts';
import { itemIdSchema } from './ids.ts';
import { localizedText } from './items.schema.ts';
import { CART_QUANTITY_MAX } from './limits.ts';
import { money } from './money.schema.ts';

/** A version that the server gave with a line or a cart: says what the caller was looking at. */
const versionSchema = z.int().nonnegative();
const quantitySchema = z.int().min(1).max(CART_QUANTITY_MAX);

/**
 * So many of one item. `unitPrice` is the price when it was last added; `currentPrice` is today's, null for an item
 * that has left the catalogue: such a line stays visible and is no part of the total.
 */
export const cartLine = z.strictObject({
  itemId: itemIdSchema,
  title: localizedText,
  quantity: quantitySchema,
  unitPrice: money,
  currentPrice: money.nullable(),
  isAvailable: z.boolean(),
  version: versionSchema,
  updatedAt: instantSchema,
});
export type CartLine = z.infer<typeof cartLine>;

/** Lines in the order they were first added. `version` moves with every change of any line. */
export const cart = z.strictObject({
  lines: z.array(cartLine),
  total: money,
  /** Pieces in the total. */
  itemCount: z.int().nonnegative(),
  version: versionSchema,
});
export type Cart = z.infer<typeof cart>;

/**
 * `cart.add`: so many more of an item. `id` is a UUID made by the client before it calls: the same call sent again adds
 * nothing and answers the cart. Without it every call adds.
 */
export const addToCartInput = z.strictObject({
  itemId: itemIdSchema,
  quantity: quantitySchema.optional(),
  id: z.guid().toLowerCase().optional(),
});
export type AddToCartInput = z.infer<typeof addToCartInput>;

/** `cart.setQuantity`: exactly so many. `version` is the line's, as the caller saw it. */
export const setQuantityInput = z.strictObject({ itemId: itemIdSchema, quantity: quantitySchema, version: versionSchema });
export type SetQuantityInput = z.infer<typeof setQuantityInput>;

/** `cart.remove`: none of this item. `version` is the line's, as the caller saw it. */
export const removeLineInput = z.strictObject({ itemId: itemIdSchema, version: versionSchema });
export type RemoveLineInput = z.infer<typeof removeLineInput>;

/** `cart.clear`: `version` is the cart's, as the caller saw it, so that nothing unseen is thrown away. */
export const clearCartInput = z.strictObject({ version: versionSchema });
export type ClearCartInput = z.infer<typeof clearCartInput>;
