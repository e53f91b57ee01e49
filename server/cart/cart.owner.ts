import { toInstant } from '../../shared/instants.ts';
import { CART_QUANTITY_MAX } from '../../shared/limits.ts';
import type { Db } from '../database/store.ts';
import { countAllRows, deleteAllRows, deleteVisitorRows, type VisitorRows } from '../database/visitor-rows.ts';
import type { ExportedRow, VisitorDataOwner } from '../privacy/visitor-data.ts';
import { findCart, hasLines, listAdds, listLines, lockCart, mergeLines, setCartVersion } from './cart.repository.ts';

const ROWS: readonly VisitorRows[] = [{ table: 'cart_line', key: 'item_id' }, { table: 'cart_add', key: 'id' }, { table: 'cart' }];

interface CartOwnerOptions {
  /** Retention leaves visitors alone whose cart has something in it. */
  readonly keepsVisitors: boolean;
}

/** What the visitor means to buy. */
export function cartOwner({ keepsVisitors }: CartOwnerOptions): VisitorDataOwner {
  return {
    name: 'cart',
    tables: ['cart', 'cart_line', 'cart_add'],
    export: exportCart,
    ...(keepsVisitors && { isKeeping: hasLines }),

    count: (db, anonIds) => countAllRows(db, ROWS, anonIds),
    erase: (trx, anonIds, atMost) => deleteAllRows(trx, ROWS, anonIds, atMost),

    /** Nothing is lost for being too much: the limit of lines holds for the next addition. */
    async mergeInto(trx, from, to) {
      const source = await findCart(trx, from);
      if (source === null) return;
      const version = (await lockCart(trx, to, source.updated_at)) + 1;
      await mergeLines(trx, from, to, { version, quantityMax: CART_QUANTITY_MAX });
      await setCartVersion(trx, to, version, source.updated_at);
      for (const { table } of ROWS) await deleteVisitorRows(trx, table, [from]);
    },
  };
}

async function* exportCart(db: Db, anonId: string): AsyncGenerator<ExportedRow> {
  const cart = await findCart(db, anonId);
  if (cart === null) return;
  yield { table: 'cart', row: { version: cart.version, updatedAt: toInstant(cart.updated_at) } };
  for (const row of await listLines(db, anonId)) {
    yield {
      table: 'cart_line',
      row: {
        itemId: row.item_id,
        quantity: row.quantity,
        unitPrice: { amount: row.price_minor, currency: row.currency },
        version: row.version,
        updatedAt: toInstant(row.updated_at),
      },
    };
  }
  for (const row of await listAdds(db, anonId)) {
    yield { table: 'cart_add', row: { id: row.id, itemId: row.item_id, quantity: row.quantity, version: row.version } };
  }
}
