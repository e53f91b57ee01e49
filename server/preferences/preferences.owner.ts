import { toInstant } from '../../shared/instants.ts';
import type { Db } from '../database/store.ts';
import { countVisitorRows, deleteAllRows, deleteVisitorRows } from '../database/visitor-rows.ts';
import type { ExportedRow, VisitorDataOwner } from '../privacy/visitor-data.ts';
import { mergePreferences, parseStored } from './merge-preferences.ts';
import { findPreferences, lockPreferences, storePreferences } from './preferences.repository.ts';

/** How the visitor likes things. */
export const preferencesOwner: VisitorDataOwner = {
  name: 'preferences',
  tables: ['preferences'],

  async *export(db: Db, anonId: string): AsyncGenerator<ExportedRow> {
    const row = await findPreferences(db, anonId);
    if (row === null) return;
    yield { table: 'preferences', row: { preferences: JSON.parse(row.document), version: row.version, updatedAt: toInstant(row.updated_at) } };
  },

  async count(db, anonIds) {
    return { preferences: await countVisitorRows(db, 'preferences', anonIds) };
  },

  erase: (trx, anonIds, atMost) => deleteAllRows(trx, [{ table: 'preferences' }], anonIds, atMost),

  /** What `to` has chosen stays; `from` fills in the rest. */
  async mergeInto(trx, from, to) {
    const source = await findPreferences(trx, from);
    if (source === null) return;
    const target = await lockPreferences(trx, to, source.updated_at);
    const document = JSON.stringify(mergePreferences(parseStored(source.document), parseStored(target.document)));
    await storePreferences(trx, { ...target, document, version: target.version + 1 });
    await deleteVisitorRows(trx, 'preferences', [from]);
  },
};
