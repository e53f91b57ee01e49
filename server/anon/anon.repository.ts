import type { Selectable } from 'kysely';
import { prepare } from '../database/prepared.ts';
import type { Db } from '../database/store.ts';
import type { AnonUserTable } from './anon.table.ts';

const insertAnonUser = prepare((db, { anonId, now }: { readonly anonId: string; readonly now: number }) =>
  db.insertInto('anon_user').values({ anon_id: anonId, created_at: now, last_activity_at: now }),
);

export async function createAnonUser(db: Db, anonId: string, now: number): Promise<void> {
  await insertAnonUser(db, { anonId, now });
}

export async function findAnonUser(db: Db, anonId: string): Promise<Selectable<AnonUserTable> | null> {
  const row = await db.selectFrom('anon_user').selectAll().where('anon_id', '=', anonId).executeTakeFirst();
  return row ?? null;
}

export async function countActiveSince(db: Db, since: number): Promise<number> {
  const { visitors } = await db
    .selectFrom('anon_user')
    .select((eb) => eb.fn.countAll().as('visitors'))
    .where('last_activity_at', '>=', since)
    .executeTakeFirstOrThrow();
  return Number(visitors);
}

/** Gives `to` the earlier beginning and the later activity of the two visitors. */
export async function mergeAnonUsers(trx: Db, from: string, to: string): Promise<void> {
  const both = trx.selectFrom('anon_user').where('anon_id', 'in', [from, to]);
  await trx
    .updateTable('anon_user')
    .set({
      created_at: both.select((eb) => eb.fn.min<number>('created_at').as('at')),
      last_activity_at: both.select((eb) => eb.fn.max<number>('last_activity_at').as('at')),
    })
    .where('anon_id', '=', to)
    .execute();
}
