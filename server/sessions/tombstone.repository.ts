import { type Selectable, sql } from 'kysely';
import { isIn, rowsOf } from '../database/lists.ts';
import { once, prepare } from '../database/prepared.ts';
import type { Db } from '../database/store.ts';
import type { TombstoneTable } from './tombstone.table.ts';

export type TombstoneRow = Selectable<TombstoneTable>;

const selectSalts = prepare((db, { list }: { readonly list: string }) => db.selectFrom('session').select(['session_id', 'salt']).where(isIn(db, 'anon_id', list)));

export async function listSalts(db: Db, anonIds: readonly string[]): Promise<{ session_id: string; salt: string }[]> {
  return (await selectSalts(db, { list: JSON.stringify(anonIds) })).rows;
}

/** Each of the list is a pair: the hash and the salt. */
const insertRows = prepare((trx, { list, retiredAt }: { readonly list: string; readonly retiredAt: number }) =>
  trx
    .insertInto('tombstone')
    .columns(['session_hash', 'salt', 'retired_at'])
    .expression(sql`select value ->> 0, value ->> 1, cast(${retiredAt} as bigint) from ${rowsOf(trx, list)} where true`)
    .onConflict((conflict) => conflict.column('session_hash').doNothing()),
);

export async function insertTombstones(trx: Db, sessions: readonly Omit<TombstoneRow, 'retired_at'>[], retiredAt: number): Promise<void> {
  await insertRows(trx, { list: JSON.stringify(sessions.map((session) => [session.session_hash, session.salt])), retiredAt });
}

/** Those of these sessions that were removed after `after`. */
export function findTombstones(db: Db, sessionHashes: readonly string[], after: number): Promise<TombstoneRow[]> {
  return db.selectFrom('tombstone').selectAll().where('session_hash', 'in', sessionHashes).where('retired_at', '>', after).execute();
}

const deleteOldRows = prepare((trx, { upTo, limit }: { readonly upTo: number; readonly limit: number }) => {
  const old = trx.selectFrom('tombstone').select('session_hash').where('retired_at', '<=', once(upTo, 'bigint')).limit(once(limit, 'bigint'));
  return trx.deleteFrom('tombstone').where('session_hash', 'in', old);
});

/** Forgets up to `limit` tombstones that were set at `upTo` or before; resolves to how many. */
export async function deleteOldTombstones(trx: Db, upTo: number, limit: number): Promise<number> {
  return (await deleteOldRows(trx, { upTo, limit })).affected;
}
