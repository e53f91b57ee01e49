import type { Category } from '../../shared/items.schema.ts';

/** The departments of the shop, in shop order: the contract's, without the schemas that it stands among. */
const ORDER: { readonly [C in Category]: true } = { home: true, writing: true, kitchen: true, outdoors: true, play: true };

export const CATEGORIES = Object.keys(ORDER) as Category[];
