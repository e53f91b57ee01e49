import { type Selectable, sql } from 'kysely';
import type { Db } from '../database/store.ts';
import type { ItemViewTable } from './history.table.ts';

export type ItemViewRow = Selectable<ItemViewTable>;

/** Makes the visitor's other views wait for this one, and returns the next `seq`, which is theirs alone. */
export async function nextSeq(trx: Db, anonId: string): Promise<number> {
  const row = await trx
    .insertInto('history')
    .values({ anon_id: anonId, last_seq: 1 })
    .onConflict((conflict) => conflict.column('anon_id').doUpdateSet({ last_seq: sql`history.last_seq + 1` }))
    .returning('last_seq')
    .executeTakeFirstOrThrow();
  return row.last_seq;
}

/** The visitor's newest view of an item between two instants, or null. */
export async function findViewBetween(db: Db, anonId: string, itemId: string, [after, upTo]: readonly [number, number]): Promise<ItemViewRow | null> {
  const row = await db
    .selectFrom('item_view')
    .selectAll()
    .where('anon_id', '=', anonId)
    .where('item_id', '=', itemId)
    .where('viewed_at', '>', after)
    .where('viewed_at', '<=', upTo)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

export async function insertView(trx: Db, view: ItemViewRow): Promise<void> {
  await trx.insertInto('item_view').values(view).execute();
}

/** Removes the visitor's oldest views until at most `max` are left. */
export async function trimViews(trx: Db, anonId: string, max: number): Promise<void> {
  await trx
    .deleteFrom('item_view')
    .where('anon_id', '=', anonId)
    .where('seq', '<=', (views) => views.selectFrom('item_view').select('seq').where('anon_id', '=', anonId).orderBy('seq', 'desc').limit(1).offset(max))
    .execute();
}

/** Up to `limit` of the visitor's views older than `beforeSeq` (null: from the newest), newest first. */
export function listViews(db: Db, anonId: string, beforeSeq: number | null, limit: number): Promise<ItemViewRow[]> {
  let query = db.selectFrom('item_view').selectAll().where('anon_id', '=', anonId);
  if (beforeSeq !== null) query = query.where('seq', '<', beforeSeq);
  return query.orderBy('seq', 'desc').limit(limit).execute();
}

/** Up to `limit` of the visitor's views after `afterSeq`, oldest first. */
export function listViewsAfter(db: Db, anonId: string, afterSeq: number, limit: number): Promise<ItemViewRow[]> {
  return db.selectFrom('item_view').selectAll().where('anon_id', '=', anonId).where('seq', '>', afterSeq).orderBy('seq').limit(limit).execute();
}

export async function deleteView(trx: Db, anonId: string, seq: number): Promise<number> {
  const { numDeletedRows } = await trx.deleteFrom('item_view').where('anon_id', '=', anonId).where('seq', '=', seq).executeTakeFirst();
  return Number(numDeletedRows);
}

/** Removes the visitor's views of one item. */
export async function deleteViewsOf(trx: Db, anonId: string, itemId: string): Promise<number> {
  const { numDeletedRows } = await trx.deleteFrom('item_view').where('anon_id', '=', anonId).where('item_id', '=', itemId).executeTakeFirst();
  return Number(numDeletedRows);
}

export async function findLastSeq(db: Db, anonId: string): Promise<number | null> {
  const row = await db.selectFrom('history').select('last_seq').where('anon_id', '=', anonId).executeTakeFirst();
  return row?.last_seq ?? null;
}

/**
 * Puts the views of two visitors into one list of `to`, in the order of their time. Numbers pass through the negative,
 * where none is taken.
 */
export async function mergeViews(trx: Db, from: string, to: string): Promise<void> {
  await sql`
    update item_view set anon_id = ${to}, seq = -merged.place
    from (
      select anon_id as owner, seq as old_seq, row_number() over (order by viewed_at, anon_id, seq) as place
      from item_view where anon_id in (${from}, ${to})
    ) as merged
    where item_view.anon_id = merged.owner and item_view.seq = merged.old_seq
  `.execute(trx);
  await sql`update item_view set seq = -seq where anon_id = ${to}`.execute(trx);
  await sql`
    update history set last_seq = (select coalesce(max(seq), 0) from item_view where anon_id = ${to}) where anon_id = ${to}
  `.execute(trx);
}
