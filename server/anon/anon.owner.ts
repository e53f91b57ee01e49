import { toInstant } from '../../shared/instants.ts';
import type { Db } from '../database/store.ts';
import { countVisitorRows, deleteAllRows, deleteVisitorRows } from '../database/visitor-rows.ts';
import type { ExportedRow, VisitorDataOwner } from '../privacy/visitor-data.ts';
import { findAnonUser, mergeAnonUsers } from './anon.repository.ts';

/** The visitor's own row, which every other hangs on: the first of the owners. */
export const anonOwner: VisitorDataOwner = {
  name: 'anon',
  tables: ['anon_user'],
  // The database looks into nine tables for what refers to it.
  weight: 4,

  async *export(db: Db, anonId: string): AsyncGenerator<ExportedRow> {
    const row = await findAnonUser(db, anonId);
    if (row === null) return;
    yield { table: 'anon_user', row: { anonId: row.anon_id, createdAt: toInstant(row.created_at), lastActivityAt: toInstant(row.last_activity_at) } };
  },

  async count(db, anonIds) {
    return { anon_user: await countVisitorRows(db, 'anon_user', anonIds) };
  },

  erase: (trx, anonIds, atMost) => deleteAllRows(trx, [{ table: 'anon_user' }], anonIds, atMost),

  /** Leaves `to` as old as the older and as lately active as the later of the two. */
  async mergeInto(trx, from, to) {
    await mergeAnonUsers(trx, from, to);
    await deleteVisitorRows(trx, 'anon_user', [from]);
  },
};
