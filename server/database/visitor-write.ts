import { Refusal } from '../refusal.ts';
import { isForeignKeyViolation } from './constraints.ts';
import type { Db, Store } from './store.ts';

/**
 * Runs a step that puts rows under a visitor, after the visitor's earlier ones: what one batch asks for happens in its
 * order. Throws `VISITOR_RETIRED` when the visitor is gone, and stores nothing.
 */
export async function writeForVisitor<T>(store: Store, anonId: string, step: (trx: Db) => Promise<T>): Promise<T> {
  try {
    return await store.write(step, { turnOf: anonId });
  } catch (error) {
    if (isForeignKeyViolation(error)) throw new Refusal('VISITOR_RETIRED', { cause: error });
    throw error;
  }
}
