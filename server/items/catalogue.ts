import type { ItemId } from '../../shared/ids.ts';
import type { Category, VisitorItem } from '../../shared/items.schema.ts';
import type { Clock } from '../clock.ts';
import type { Store } from '../database/store.ts';
import { share } from '../shared-values.ts';
import { type ItemRow, listCatalogue } from './items.repository.ts';

/** How long a process goes on with the catalogue that it read. */
const FRESH_MS = 10_000;

/** What everybody sees of an item. */
interface ShownItem extends Readonly<Pick<VisitorItem, 'itemId' | 'title' | 'description' | 'category' | 'price'>> {}

/** An item of the shop, or one that has left it: carts and histories still name those. */
export interface CatalogueItem extends ShownItem {
  readonly isAvailable: boolean;
  /** The same for everybody: an item that was touched begins with it. */
  readonly shown: ShownItem;
  /** The item as everybody sees it who has not touched it: one object in all their answers. */
  readonly untouched: VisitorItem;
}

export type CatalogueMap = ReadonlyMap<string, CatalogueItem>;

interface CatalogueDeps {
  readonly store: Store;
  readonly clock: Clock;
}

/** Every item in shop order, read again every few seconds; a read that failed is tried again by the next call. */
export class Catalogue {
  readonly #store: Store;
  readonly #clock: Clock;
  #items: Promise<CatalogueMap> | null = null;
  #readAt = 0;

  /** @internal */
  constructor({ store, clock }: CatalogueDeps) {
    this.#store = store;
    this.#clock = clock;
  }

  load(): Promise<CatalogueMap> {
    const now = this.#clock.now();
    // Both directions: a clock that was set back must not keep an old catalogue.
    if (this.#items !== null && Math.abs(now - this.#readAt) < FRESH_MS) return this.#items;
    const items = this.#read().catch((error: unknown) => {
      if (this.#items === items) this.#items = null;
      throw error;
    });
    this.#items = items;
    this.#readAt = now;
    return items;
  }

  async #read(): Promise<CatalogueMap> {
    const rows = await listCatalogue(this.#store.db);
    return new Map(rows.map((row) => [row.item_id, toItem(row)]));
  }
}

function toItem(row: ItemRow): CatalogueItem {
  const shown = share({
    itemId: row.item_id as ItemId,
    title: { en: row.title_en, zh: row.title_zh },
    description: { en: row.description_en, zh: row.description_zh },
    category: row.category as Category,
    price: { amount: row.price_minor, currency: row.currency },
  });
  return { ...shown, isAvailable: row.is_available === 1, shown, untouched: share({ ...shown, actionCount: 0, lastActionAt: null }) };
}
