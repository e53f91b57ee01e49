import { type Kysely, sql } from 'kysely';

export const name = '0009-retention';

export async function up(db: Kysely<object>, dialect: 'sqlite' | 'postgres'): Promise<void> {
  const clustered = dialect === 'sqlite' ? sql`without rowid` : sql``;
  await db.schema
    .createTable('tombstone')
    .addColumn('session_hash', 'text', (column) => column.primaryKey().notNull())
    .addColumn('salt', 'text', (column) => column.notNull())
    .addColumn('retired_at', 'bigint', (column) => column.notNull())
    .modifyEnd(clustered)
    .execute();
  await db.schema.createIndex('tombstone_retired_at').on('tombstone').column('retired_at').execute();

  await db.schema
    .createTable('sweep')
    .addColumn('name', 'text', (column) => column.primaryKey().notNull())
    .addColumn('holder', 'text', (column) => column.notNull())
    .addColumn('leased_until', 'bigint', (column) => column.notNull())
    .addColumn('last_report', 'text')
    .execute();
}
