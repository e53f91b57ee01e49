import { type Kysely, sql } from 'kysely';

export const name = '0006-cart';

export async function up(db: Kysely<object>, dialect: 'sqlite' | 'postgres'): Promise<void> {
  const clustered = dialect === 'sqlite' ? sql`without rowid` : sql``;
  await db.schema
    .createTable('cart')
    .addColumn('anon_id', 'text', (column) => column.primaryKey().notNull().references('anon_user.anon_id').onDelete('cascade'))
    .addColumn('version', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .modifyEnd(clustered)
    .execute();

  await db.schema
    .createTable('cart_line')
    .addColumn('anon_id', 'text', (column) => column.notNull().references('anon_user.anon_id').onDelete('cascade'))
    .addColumn('item_id', 'text', (column) => column.notNull().references('item.item_id'))
    .addColumn('quantity', 'integer', (column) => column.notNull())
    .addColumn('price_minor', 'integer', (column) => column.notNull())
    .addColumn('currency', 'text', (column) => column.notNull())
    .addColumn('position', 'bigint', (column) => column.notNull())
    .addColumn('version', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('cart_line_pk', ['anon_id', 'item_id'])
    .modifyEnd(clustered)
    .execute();

  await db.schema
    .createTable('cart_add')
    .addColumn('anon_id', 'text', (column) => column.notNull().references('anon_user.anon_id').onDelete('cascade'))
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('item_id', 'text', (column) => column.notNull())
    .addColumn('quantity', 'integer', (column) => column.notNull())
    .addColumn('version', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('cart_add_pk', ['anon_id', 'id'])
    .modifyEnd(clustered)
    .execute();
}
