import { toInstant } from '../../shared/instants.ts';
import type { Db } from '../database/store.ts';
import { countAllRows, deleteAllRows, deleteVisitorRows, type VisitorRows } from '../database/visitor-rows.ts';
import { EXPORT_PAGE_ROWS, inPages } from '../privacy/pages.ts';
import type { ExportedRow, VisitorDataOwner } from '../privacy/visitor-data.ts';
import { findLastSeq, type ItemViewRow, listViewsAfter, mergeViews, nextSeq, trimViews } from './history.repository.ts';

const ROWS: readonly VisitorRows[] = [{ table: 'item_view', key: 'seq' }, { table: 'history' }];

interface HistoryOwnerOptions {
  /** Views that are kept of one visitor. */
  readonly maxViews: number;
}

/** Which items the visitor looked at. */
export function historyOwner({ maxViews }: HistoryOwnerOptions): VisitorDataOwner {
  return {
    name: 'history',
    tables: ['history', 'item_view'],
    export: exportHistory,

    count: (db, anonIds) => countAllRows(db, ROWS, anonIds),
    erase: (trx, anonIds, atMost) => deleteAllRows(trx, ROWS, anonIds, atMost),

    async mergeInto(trx, from, to) {
      if ((await findLastSeq(trx, from)) === null) return;
      await nextSeq(trx, to);
      await mergeViews(trx, from, to);
      await trimViews(trx, to, maxViews);
      await deleteVisitorRows(trx, 'history', [from]);
    },
  };
}

async function* exportHistory(db: Db, anonId: string): AsyncGenerator<ExportedRow> {
  const lastSeq = await findLastSeq(db, anonId);
  if (lastSeq === null) return;
  yield { table: 'history', row: { lastViewId: lastSeq } };
  for await (const row of inPages<ItemViewRow>((after) => listViewsAfter(db, anonId, after?.seq ?? 0, EXPORT_PAGE_ROWS))) {
    yield { table: 'item_view', row: { viewId: row.seq, itemId: row.item_id, viewedAt: toInstant(row.viewed_at) } };
  }
}
