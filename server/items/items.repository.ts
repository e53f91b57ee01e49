import { type Selectable, sql } from 'kysely';
import type { Db } from '../database/store.ts';
import type { ActionTable, ItemTable, ItemTallyTable } from './items.table.ts';

export type ItemRow = Selectable<ItemTable>;
export type ItemTallyRow = Selectable<ItemTallyTable>;
export type ActionRow = Selectable<ActionTable>;

/** The catalogue in shop order. */
export function listCatalogue(db: Db): Promise<ItemRow[]> {
  return db.selectFrom('item').selectAll().orderBy('position').execute();
}

/** What the visitor has touched, most recently touched first. */
export function listTallies(db: Db, anonId: string): Promise<ItemTallyRow[]> {
  return db.selectFrom('item_tally').selectAll().where('anon_id', '=', anonId).orderBy('last_seq', 'desc').execute();
}

/** Up to `limit` of the visitor's actions older than `beforeSeq` (null: from the newest), newest first. */
export function listActions(db: Db, anonId: string, beforeSeq: number | null, limit: number): Promise<ActionRow[]> {
  let query = db.selectFrom('action').selectAll().where('anon_id', '=', anonId);
  if (beforeSeq !== null) query = query.where('seq', '<', beforeSeq);
  return query.orderBy('seq', 'desc').limit(limit).execute();
}

export async function findAction(db: Db, anonId: string, id: string): Promise<ActionRow | null> {
  const row = await db.selectFrom('action').selectAll().where('anon_id', '=', anonId).where('id', '=', id).executeTakeFirst();
  return row ?? null;
}

/** Stores an action as the visitor's newest and returns its `seq`; null when its id is stored already. */
export async function insertAction(db: Db, action: Omit<ActionRow, 'seq'>): Promise<number | null> {
  const nextSeq = sql<number>`(select coalesce(max(seq), 0) + 1 from action where anon_id = ${action.anon_id})`;
  const row = await db
    .insertInto('action')
    .values({ ...action, seq: nextSeq })
    .onConflict((conflict) => conflict.columns(['anon_id', 'id']).doNothing())
    .returning('seq')
    .executeTakeFirst();
  return row?.seq ?? null;
}

/** Counts one more action of the visitor on an item. */
export async function countAction(db: Db, tally: Omit<ItemTallyRow, 'action_count'>): Promise<void> {
  await db
    .insertInto('item_tally')
    .values({ ...tally, action_count: 1 })
    .onConflict((conflict) =>
      conflict.columns(['anon_id', 'item_id']).doUpdateSet({
        action_count: sql`item_tally.action_count + 1`,
        last_action_at: tally.last_action_at,
        last_seq: tally.last_seq,
      }),
    )
    .execute();
}
