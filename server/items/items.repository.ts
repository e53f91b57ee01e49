import { type Selectable, sql } from 'kysely';
import { PAGE_MAX } from '../../shared/limits.ts';
import { once, prepare } from '../database/prepared.ts';
import type { Db } from '../database/store.ts';
import type { ActionTable, ItemTable, ItemTallyTable } from './items.table.ts';

export type ItemRow = Selectable<ItemTable>;
export type ItemTallyRow = Selectable<ItemTallyTable>;
export type ActionRow = Selectable<ActionTable>;

/** The catalogue in shop order. */
export function listCatalogue(db: Db): Promise<ItemRow[]> {
  return db.selectFrom('item').selectAll().orderBy('position').execute();
}

/** What the list shows of a tally, and of an action. */
export type ListedTally = Omit<ItemTallyRow, 'anon_id'>;
export type ListedAction = Omit<ActionRow, 'anon_id'>;

const selectTallies = prepare((db, { anonId }: { readonly anonId: string }) =>
  db.selectFrom('item_tally').select(['item_id', 'action_count', 'last_action_at', 'last_seq']).where('anon_id', '=', once(anonId)).orderBy('last_seq', 'desc'),
);

/** What the visitor has touched, most recently touched first. */
export async function listTallies(db: Db, anonId: string): Promise<ListedTally[]> {
  return (await selectTallies(db, { anonId })).rows;
}

/** The limit is a literal: SQLite compiles a statement anew for every binding of a limit. */
const selectActions = Array.from({ length: PAGE_MAX + 2 }, (_, limit) =>
  prepare((db, { anonId, beforeSeq }: { readonly anonId: string; readonly beforeSeq: number }) =>
    db
      .selectFrom('action')
      .select(['seq', 'id', 'action', 'item_id', 'created_at'])
      .where('anon_id', '=', once(anonId))
      .where('seq', '<', beforeSeq)
      .orderBy('seq', 'desc')
      .limit(sql.lit(limit)),
  ),
);

/** Up to `limit` (one more than a page at most) of the visitor's actions older than `beforeSeq`, newest first. */
export async function listActions(db: Db, anonId: string, beforeSeq: number | null, limit: number): Promise<ListedAction[]> {
  const select = selectActions[limit];
  if (select === undefined) throw new RangeError('A page holds at most PAGE_MAX actions');
  return (await select(db, { anonId, beforeSeq: beforeSeq ?? Number.MAX_SAFE_INTEGER })).rows;
}

export async function findAction(db: Db, anonId: string, id: string): Promise<ActionRow | null> {
  const row = await db.selectFrom('action').selectAll().where('anon_id', '=', anonId).where('id', '=', id).executeTakeFirst();
  return row ?? null;
}

const insertActionRow = prepare((db, { anon_id, id, action, item_id, created_at }: Omit<ActionRow, 'seq'>) =>
  db
    .insertInto('action')
    .values({ anon_id, id, action, item_id, created_at, seq: sql<number>`(select coalesce(max(seq), 0) + 1 from action where anon_id = ${once(anon_id)})` })
    .onConflict((conflict) => conflict.columns(['anon_id', 'id']).doNothing()),
);

/** Stores an action as the visitor's newest. False: its id is stored already. */
export async function insertAction(db: Db, action: Omit<ActionRow, 'seq'>): Promise<boolean> {
  return (await insertActionRow(db, action)).affected === 1;
}

type NewestAction = Pick<ItemTallyRow, 'anon_id' | 'item_id' | 'last_action_at'>;

const upsertTally = prepare((db, { anon_id, item_id, last_action_at }: NewestAction) =>
  db
    .insertInto('item_tally')
    .values({ anon_id, item_id, last_action_at, last_seq: sql<number>`(select max(seq) from action where anon_id = ${once(anon_id)})`, action_count: 1 })
    .onConflict((conflict) =>
      conflict.columns(['anon_id', 'item_id']).doUpdateSet({
        action_count: sql`item_tally.action_count + 1`,
        last_action_at: (excluded) => excluded.ref('excluded.last_action_at'),
        last_seq: (excluded) => excluded.ref('excluded.last_seq'),
      }),
    ),
);

/** Counts the visitor's newest action, which is one on this item. */
export async function countAction(db: Db, action: NewestAction): Promise<void> {
  await upsertTally(db, action);
}

/** Up to `limit` of the visitor's actions after `afterSeq`, oldest first. */
export function listActionsAfter(db: Db, anonId: string, afterSeq: number, limit: number): Promise<ActionRow[]> {
  return db.selectFrom('action').selectAll().where('anon_id', '=', anonId).where('seq', '>', afterSeq).orderBy('seq').limit(limit).execute();
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
