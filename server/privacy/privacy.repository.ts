import { sql } from 'kysely';
import type { Db } from '../database/store.ts';

export async function isVisitor(db: Db, anonId: string): Promise<boolean> {
  const row = await db.selectFrom('anon_user').select('anon_id').where('anon_id', '=', anonId).executeTakeFirst();
  return row !== undefined;
}

/** Makes whatever else touches the visitor's row wait for this step. False: there is no such visitor. */
export async function lockVisitor(trx: Db, anonId: string): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('anon_user')
    .set({ created_at: sql`created_at` })
    .where('anon_id', '=', anonId)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
