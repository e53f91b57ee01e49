import { isIn } from '../database/lists.ts';
import { prepare } from '../database/prepared.ts';
import type { Db } from '../database/store.ts';
import type { SessionRow } from './sessions.repository.ts';

/** Every session of the visitor, ended ones too, oldest first. */
export function listSessions(db: Db, anonId: string): Promise<SessionRow[]> {
  return db.selectFrom('session').selectAll().where('anon_id', '=', anonId).orderBy('session_id').execute();
}

export function listLoginKeys(db: Db, anonId: string): Promise<{ session_id: string; expires_at: number }[]> {
  return loginKeysOf(db, [anonId]).select(['session_id', 'expires_at']).orderBy('session_id').execute();
}

export async function countLoginKeys(db: Db, anonIds: readonly string[]): Promise<number> {
  const { keys } = await loginKeysOf(db, anonIds).select((eb) => eb.fn.countAll().as('keys')).executeTakeFirstOrThrow();
  return Number(keys);
}

const deleteLoginKeyRows = prepare((trx, { list }: { readonly list: string }) => trx.deleteFrom('login_key').where('session_id', 'in', sessionsOf(trx, list)));

export async function deleteLoginKeys(trx: Db, anonIds: readonly string[]): Promise<number> {
  return (await deleteLoginKeyRows(trx, { list: JSON.stringify(anonIds) })).affected;
}

export async function moveSessions(trx: Db, from: string, to: string): Promise<void> {
  await trx.updateTable('session').set({ anon_id: to }).where('anon_id', '=', from).execute();
}

function loginKeysOf(db: Db, anonIds: readonly string[]) {
  return db.selectFrom('login_key').where('session_id', 'in', sessionsOf(db, JSON.stringify(anonIds)));
}

function sessionsOf(db: Db, list: string) {
  return db.selectFrom('session').select('session_id').where(isIn(db, 'anon_id', list));
}
