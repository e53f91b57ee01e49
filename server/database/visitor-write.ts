import { Refusal } from '../refusal.ts';
import { isForeignKeyViolation } from './constraints.ts';
import type { Db, Store } from './store.ts';
import { countVisitorRows } from './visitor-rows.ts';

/**
 * Runs a step that puts rows under a visitor, after the visitor's earlier ones: what one batch asks for happens in its
 * order. Throws `VISITOR_RETIRED` when the visitor is gone, or `ITEM_NOT_FOUND` when the item that the rows name has been
 * removed since it was looked up, and stores nothing.
 */
export async function writeForVisitor<T>(store: Store, anonId: string, step: (trx: Db) => Promise<T>): Promise<T> {
  try {
    return await store.write(step, { turnOf: anonId });
  } catch (error) {
    if (!isForeignKeyViolation(error)) throw error;
    const isThere = (await countVisitorRows(store.db, 'anon_user', [anonId])) > 0;
    throw new Refusal(isThere ? 'ITEM_NOT_FOUND' : 'VISITOR_RETIRED', { cause: error });
  }
}
