import { Refusal } from '../refusal.ts';
import { isForeignKeyViolation } from './constraints.ts';
import type { Db, Store } from './store.ts';

/** Runs a step that puts rows under a visitor. Throws `VISITOR_RETIRED` when the visitor is gone, and stores nothing. */
export async function writeForVisitor<T>(store: Store, step: (trx: Db) => Promise<T>): Promise<T> {
  try {
    return await store.write(step);
  } catch (error) {
    if (isForeignKeyViolation(error)) throw new Refusal('VISITOR_RETIRED', { cause: error });
    throw error;
  }
}
