import { type Selectable, sql } from 'kysely';
import type { Db } from '../database/store.ts';
import type { PreferencesTable } from './preferences.table.ts';

export type PreferencesRow = Selectable<PreferencesTable>;

export async function findPreferences(db: Db, anonId: string): Promise<PreferencesRow | null> {
  const row = await db.selectFrom('preferences').selectAll().where('anon_id', '=', anonId).executeTakeFirst();
  return row ?? null;
}

/** Makes the visitor's other updates wait for this one, and returns the document that nobody else can change now. */
export function lockPreferences(trx: Db, anonId: string, now: number): Promise<PreferencesRow> {
  return trx
    .insertInto('preferences')
    .values({ anon_id: anonId, document: '{"app":{}}', version: 0, updated_at: now })
    .onConflict((conflict) => conflict.column('anon_id').doUpdateSet({ version: sql`preferences.version` }))
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function storePreferences(trx: Db, { anon_id: anonId, ...row }: PreferencesRow): Promise<void> {
  await trx.updateTable('preferences').set(row).where('anon_id', '=', anonId).execute();
}
