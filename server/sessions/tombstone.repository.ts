import type { Selectable } from 'kysely';
import { unlockedOnly } from '../database/locking.ts';
import type { Db } from '../database/store.ts';
import { padded } from '../database/visitor-rows.ts';
import type { TombstoneTable } from './tombstone.table.ts';

export type TombstoneRow = Selectable<TombstoneTable>;

/** Rows that one statement inserts. */
const INSERT_MAX = 200;

export function listSalts(db: Db, anonIds: readonly string[]): Promise<{ session_id: string; salt: string }[]> {
  return db.selectFrom('session').select(['session_id', 'salt']).where('anon_id', 'in', padded(anonIds)).execute();
}

export async function insertTombstones(trx: Db, rows: readonly TombstoneRow[]): Promise<void> {
  for (let start = 0; start < rows.length; start += INSERT_MAX) {
    await trx
      .insertInto('tombstone')
      .values(rows.slice(start, start + INSERT_MAX))
      .onConflict((conflict) => conflict.column('session_hash').doNothing())
      .execute();
  }
}

/** Those of these sessions that were removed after `after`. */
export function findTombstones(db: Db, sessionHashes: readonly string[], after: number): Promise<TombstoneRow[]> {
  return db.selectFrom('tombstone').selectAll().where('session_hash', 'in', sessionHashes).where('retired_at', '>', after).execute();
}

/** Forgets up to `limit` tombstones that were set at `upTo` or before, but for those that another step is forgetting. */
export async function deleteOldTombstones(trx: Db, upTo: number, limit: number): Promise<void> {
  const old = trx.selectFrom('tombstone').select('session_hash').where('retired_at', '<=', upTo).limit(limit).modifyEnd(unlockedOnly(trx));
  await trx.deleteFrom('tombstone').where('session_hash', 'in', old).execute();
}
