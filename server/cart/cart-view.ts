import type { Cart, CartLine } from '../../shared/cart.schema.ts';
import type { ItemId } from '../../shared/ids.ts';
import { toInstant } from '../../shared/instants.ts';
import { CURRENCY } from '../../shared/money.schema.ts';
import type { CatalogueItem } from '../items/catalogue.ts';
import type { CartLineRow } from './cart.repository.ts';

/** The cart as the visitor sees it. What has left the catalogue is shown and not counted. */
export function viewCart(version: number, rows: readonly CartLineRow[], catalogue: ReadonlyMap<string, CatalogueItem>): Cart {
  const lines = rows.map((row) => viewLine(row, catalogue.get(row.item_id)));
  const counted = lines.filter((line) => line.isAvailable);
  return {
    lines,
    total: { amount: counted.reduce((total, line) => total + line.quantity * line.unitPrice.amount, 0), currency: CURRENCY },
    itemCount: counted.reduce((count, line) => count + line.quantity, 0),
    version,
  };
}

function viewLine(row: CartLineRow, item: CatalogueItem | undefined): CartLine {
  // A price in another currency cannot be added up: the line is as good as gone from the shop.
  const isAvailable = item?.isAvailable === true && row.currency === CURRENCY;
  return {
    itemId: row.item_id as ItemId,
    title: item?.title ?? { en: row.item_id, zh: row.item_id },
    quantity: row.quantity,
    unitPrice: { amount: row.price_minor, currency: row.currency },
    currentPrice: isAvailable ? item.price : null,
    isAvailable,
    version: row.version,
    updatedAt: toInstant(row.updated_at),
  };
}
