import type { Selectable } from 'kysely';
import type { Db } from '../database/store.ts';
import type { SigningKeyTable } from './keys.table.ts';

export type SigningKeyRow = Selectable<SigningKeyTable>;

/** Every key, oldest first. */
export function listKeys(db: Db): Promise<SigningKeyRow[]> {
  return db.selectFrom('signing_key').selectAll().orderBy('active_from').orderBy('kid').execute();
}

/** Adds the successor of `row.predecessor`. False: it has one already. */
export async function insertKey(db: Db, row: SigningKeyRow): Promise<boolean> {
  const result = await db
    .insertInto('signing_key')
    .values(row)
    .onConflict((conflict) => conflict.column('predecessor').doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

export async function setVerifyUntil(db: Db, kid: string, verifyUntil: number | null): Promise<void> {
  await db.updateTable('signing_key').set({ verify_until: verifyUntil }).where('kid', '=', kid).execute();
}

export async function setActiveFrom(db: Db, kid: string, activeFrom: number): Promise<void> {
  await db.updateTable('signing_key').set({ active_from: activeFrom }).where('kid', '=', kid).execute();
}

export async function setSealedPrivateJwk(db: Db, kid: string, sealed: string): Promise<void> {
  await db.updateTable('signing_key').set({ sealed_private_jwk: sealed }).where('kid', '=', kid).execute();
}

export async function deleteKey(db: Db, kid: string): Promise<void> {
  await db.deleteFrom('signing_key').where('kid', '=', kid).execute();
}

/** Removes the keys that verify nothing any more. */
export async function deleteOutlivedKeys(db: Db, now: number): Promise<void> {
  await db.deleteFrom('signing_key').where('verify_until', '<=', now).execute();
}
