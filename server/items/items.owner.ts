import { toInstant } from '../../shared/instants.ts';
import type { Db } from '../database/store.ts';
import { countAllRows, deleteAllRows, deleteVisitorRows, type VisitorRows } from '../database/visitor-rows.ts';
import { EXPORT_PAGE_ROWS, inPages } from '../privacy/pages.ts';
import type { ExportedRow, VisitorDataOwner } from '../privacy/visitor-data.ts';
import { type ActionRow, listActionsAfter, listTallies, mergeActions, rebuildTallies } from './items.repository.ts';

const ROWS: readonly VisitorRows[] = [
  { table: 'item_tally', key: 'item_id' },
  { table: 'action', key: 'seq' },
];

/** What the visitor did. */
export const itemsOwner: VisitorDataOwner = {
  name: 'items',
  tables: ['action', 'item_tally'],

  async *export(db: Db, anonId: string): AsyncGenerator<ExportedRow> {
    for await (const row of inPages<ActionRow>((after) => listActionsAfter(db, anonId, after?.seq ?? 0, EXPORT_PAGE_ROWS))) {
      yield { table: 'action', row: { number: row.seq, id: row.id, action: row.action, itemId: row.item_id, createdAt: toInstant(row.created_at) } };
    }
    for (const row of await listTallies(db, anonId)) {
      yield {
        table: 'item_tally',
        row: { itemId: row.item_id, actionCount: row.action_count, lastActionAt: toInstant(row.last_action_at), lastNumber: row.last_seq },
      };
    }
  },

  count: (db, anonIds) => countAllRows(db, ROWS, anonIds),
  erase: (trx, anonIds, atMost) => deleteAllRows(trx, ROWS, anonIds, atMost),

  async mergeInto(trx, from, to) {
    await mergeActions(trx, from, to);
    await deleteVisitorRows(trx, 'item_tally', [from]);
    await rebuildTallies(trx, to);
  },
};
