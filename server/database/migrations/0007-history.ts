import { type Kysely, sql } from 'kysely';

export const name = '0007-history';

export async function up(db: Kysely<object>, dialect: 'sqlite' | 'postgres'): Promise<void> {
  const clustered = dialect === 'sqlite' ? sql`without rowid` : sql``;
  await db.schema
    .createTable('history')
    .addColumn('anon_id', 'text', (column) => column.primaryKey().notNull().references('anon_user.anon_id').onDelete('cascade'))
    .addColumn('last_seq', 'bigint', (column) => column.notNull())
    .modifyEnd(clustered)
    .execute();

  await db.schema
    .createTable('item_view')
    .addColumn('anon_id', 'text', (column) => column.notNull().references('anon_user.anon_id').onDelete('cascade'))
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .addColumn('item_id', 'text', (column) => column.notNull().references('item.item_id'))
    .addColumn('viewed_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('item_view_pk', ['anon_id', 'seq'])
    .modifyEnd(clustered)
    .execute();
}
