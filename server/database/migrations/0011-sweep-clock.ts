import type { Kysely } from 'kysely';

export const name = '0011-sweep-clock';

export async function up(db: Kysely<object>): Promise<void> {
  await db.schema.alterTable('sweep').addColumn('clock_at', 'bigint').execute();
}
