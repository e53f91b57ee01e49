import { type Kysely, sql } from 'kysely';
import { DatabaseUnusable } from './database-unusable.ts';
import type { Migration } from './migrations/migration.ts';
import type { Db, Store } from './store.ts';

async function createVersionTable(trx: Db): Promise<void> {
  await trx.schema
    .createTable('schema_version')
    .ifNotExists()
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('migrated_at', 'bigint', (column) => column.notNull())
    .execute();
}

/**
 * Brings the database to the newest schema and returns the names of the migrations that ran. Each is one transaction
 * together with its version row: interrupted anywhere, the database is at the old or the new schema, never between.
 * Two processes that start together take turns, and the second finds nothing to do.
 *
 * Throws `DatabaseUnusable` when the database knows a migration that this code does not.
 */
export async function migrate(store: Store, migrations: readonly Migration[], now: number): Promise<string[]> {
  await store.write(createVersionTable);
  await assertNotNewer(store, migrations);
  const ran: string[] = [];
  for (const migration of migrations) {
    const isNew = await store.write(async (trx) => {
      const claimed = await trx
        .insertInto('schema_version')
        .values({ name: migration.name, migrated_at: now })
        .onConflict((conflict) => conflict.column('name').doNothing())
        .executeTakeFirst();
      if (claimed.numInsertedOrUpdatedRows === 0n) return false;
      // A migration sees no table by type: the schema it runs on is not the schema of today.
      await migration.up(trx as unknown as Kysely<object>, store.dialect);
      return true;
    });
    if (isNew) ran.push(migration.name);
  }
  if (store.dialect === 'sqlite' && ran.length > 0) await sql`pragma optimize`.execute(store.db);
  return ran;
}

async function assertNotNewer(store: Store, migrations: readonly Migration[]): Promise<void> {
  const known = new Set(migrations.map((migration) => migration.name));
  const rows = await store.db.selectFrom('schema_version').select('name').execute();
  const unknown = rows.map((row) => row.name).filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new DatabaseUnusable(`The database is newer than this version of Passerby: it has been through ${unknown.sort().join(', ')}.`);
}
