import { type Kysely, sql } from 'kysely';

export const name = '0003-items';

export async function up(db: Kysely<object>, dialect: 'sqlite' | 'postgres'): Promise<void> {
  const clustered = dialect === 'sqlite' ? sql`without rowid` : sql``;
  await db.schema
    .createTable('item')
    .addColumn('item_id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('title_en', 'text', (column) => column.notNull())
    .addColumn('title_zh', 'text', (column) => column.notNull())
    .addColumn('description_en', 'text', (column) => column.notNull())
    .addColumn('description_zh', 'text', (column) => column.notNull())
    .execute();

  await db.schema
    .createTable('action')
    .addColumn('anon_id', 'text', (column) => column.notNull().references('anon_user.anon_id').onDelete('cascade'))
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('item_id', 'text', (column) => column.references('item.item_id'))
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('action_pk', ['anon_id', 'seq'])
    .modifyEnd(clustered)
    .execute();
  await db.schema.createIndex('action_id').on('action').columns(['anon_id', 'id']).unique().execute();

  await db.schema
    .createTable('item_tally')
    .addColumn('anon_id', 'text', (column) => column.notNull().references('anon_user.anon_id').onDelete('cascade'))
    .addColumn('item_id', 'text', (column) => column.notNull().references('item.item_id'))
    .addColumn('action_count', 'bigint', (column) => column.notNull())
    .addColumn('last_action_at', 'bigint', (column) => column.notNull())
    .addColumn('last_seq', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('item_tally_pk', ['anon_id', 'item_id'])
    .modifyEnd(clustered)
    .execute();
}
