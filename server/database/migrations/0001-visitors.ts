import { type Kysely, sql } from 'kysely';

export const name = '0001-visitors';

export async function up(db: Kysely<object>, dialect: 'sqlite' | 'postgres'): Promise<void> {
  const clustered = dialect === 'sqlite' ? sql`without rowid` : sql``;
  await db.schema
    .createTable('anon_user')
    .addColumn('anon_id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('last_activity_at', 'bigint', (column) => column.notNull())
    .modifyEnd(clustered)
    .execute();
  await db.schema.createIndex('anon_user_last_activity_at').on('anon_user').column('last_activity_at').execute();

  await db.schema
    .createTable('session')
    .addColumn('session_id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('anon_id', 'text', (column) => column.notNull().references('anon_user.anon_id').onDelete('cascade'))
    .addColumn('salt', 'text', (column) => column.notNull())
    .addColumn('gen', 'bigint', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('confirmed_at', 'bigint')
    .addColumn('last_activity_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('ended_at', 'bigint')
    .addColumn('ended_reason', 'text')
    .modifyEnd(clustered)
    .execute();
  await db.schema.createIndex('session_anon_id').on('session').column('anon_id').execute();

  await db.schema
    .createTable('login_key')
    .addColumn('key_hash', 'text', (column) => column.primaryKey().notNull())
    .addColumn('session_id', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    // Deferred: a login claims its key before it makes the session.
    .addForeignKeyConstraint('login_key_session', ['session_id'], 'session', ['session_id'], (constraint) =>
      constraint.onDelete('cascade').deferrable().initiallyDeferred(),
    )
    .modifyEnd(clustered)
    .execute();
  await db.schema.createIndex('login_key_expires_at').on('login_key').column('expires_at').execute();
  await db.schema.createIndex('login_key_session_id').on('login_key').column('session_id').execute();
}
