import { type Selectable, sql } from 'kysely';
import type { Db } from '../database/store.ts';
import { padded } from '../database/visitor-rows.ts';
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

/** Up to `limit` of the visitor's actions after `afterSeq`, oldest first. */
export function listActionsAfter(db: Db, anonId: string, afterSeq: number, limit: number): Promise<ActionRow[]> {
  return db.selectFrom('action').selectAll().where('anon_id', '=', anonId).where('seq', '>', afterSeq).orderBy('seq').limit(limit).execute();
}

/** Removes up to `atMost` actions of these visitors and returns how many there were. */
export async function deleteActions(trx: Db, anonIds: readonly string[], atMost: number): Promise<number> {
  const some = sql`select anon_id, seq from action where anon_id in (${sql.join(padded(anonIds))}) limit ${atMost}`;
  const { numDeletedRows } = await trx.deleteFrom('action').where(sql<boolean>`(anon_id, seq) in (${some})`).executeTakeFirst();
  return Number(numDeletedRows);
}

/**
 * Puts the actions of two visitors into one list of `to`, in the order of their time; an action that both have, by id,
 * stays once. Numbers pass through the negative, where none is taken.
 */
export async function mergeActions(trx: Db, from: string, to: string): Promise<void> {
  await trx
    .deleteFrom('action')
    .where('anon_id', '=', from)
    .where('id', 'in', (ids) => ids.selectFrom('action').select('id').where('anon_id', '=', to))
    .execute();
  await sql`
    update action set anon_id = ${to}, seq = -merged.place
    from (
      select anon_id as owner, seq as old_seq, row_number() over (order by created_at, anon_id, seq) as place
      from action where anon_id in (${from}, ${to})
    ) as merged
    where action.anon_id = merged.owner and action.seq = merged.old_seq
  `.execute(trx);
  await sql`update action set seq = -seq where anon_id = ${to}`.execute(trx);
}

/** Counts the visitor's actions anew. */
export async function rebuildTallies(trx: Db, anonId: string): Promise<void> {
  await trx.deleteFrom('item_tally').where('anon_id', '=', anonId).execute();
  await sql`
    insert into item_tally (anon_id, item_id, action_count, last_action_at, last_seq)
    select anon_id, item_id, count(*), max(created_at), max(seq)
    from action where anon_id = ${anonId} and item_id is not null group by anon_id, item_id
  `.execute(trx);
}
