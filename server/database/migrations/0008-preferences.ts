import { type Kysely, sql } from 'kysely';

export const name = '0008-preferences';

export async function up(db: Kysely<object>, dialect: 'sqlite' | 'postgres'): Promise<void> {
  const clustered = dialect === 'sqlite' ? sql`without rowid` : sql``;
  await db.schema
    .createTable('preferences')
    .addColumn('anon_id', 'text', (column) => column.primaryKey().notNull().references('anon_user.anon_id').onDelete('cascade'))
    .addColumn('document', 'text', (column) => column.notNull())
    .addColumn('version', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .modifyEnd(clustered)
    .execute();
}
