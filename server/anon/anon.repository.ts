import type { Db } from '../database/store.ts';

export async function createAnonUser(db: Db, anonId: string, now: number): Promise<void> {
  await db.insertInto('anon_user').values({ anon_id: anonId, created_at: now, last_activity_at: now }).execute();
}
