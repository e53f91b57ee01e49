import { type Kysely, sql } from 'kysely';
import { Refusal } from '../refusal.ts';
import { DatabaseUnusable, describeUnusable, SchemaMismatch } from './database-unusable.ts';
import type { Migration } from './migrations/migration.ts';
import { sqlState } from './postgres-errors.ts';
import type { Db, Store } from './store.ts';

/** Told before each migration, and at the end, how many of those to run are done. */
type MigrationProgress = (done: number, total: number) => void;

/** Errors of PostgreSQL that an operator mends: wrong user or password, no such database, no right to make tables. */
const OPERATORS = /^(28|3D|42501)/;

/**
 * Brings the database to the newest schema and returns the names of the migrations that ran. Each is one transaction
 * together with its version row: interrupted anywhere, the database is at the old or the new schema, never between.
 * Two processes that start together take turns, and the second finds nothing to do.
 *
 * Throws `DatabaseUnusable` when the database does not answer or somebody else holds it for half a minute, and
 * `SchemaMismatch` when it knows a migration that this code does not.
 */
export async function migrate(store: Store, migrations: readonly Migration[], now: number, onProgress: MigrationProgress = () => undefined): Promise<string[]> {
  try {
    return await runAll(store, migrations, now, onProgress);
  } catch (error) {
    throw explain(error);
  }
}

/**
 * Looks whether the database has been through exactly these migrations, and writes nothing. Throws `SchemaMismatch` when
 * it has not, `DatabaseUnusable` when it does not answer.
 */
export async function assertMigrated(store: Store, migrations: readonly Migration[]): Promise<void> {
  const past = await findVersion(store);
  if (past === null) throw new SchemaMismatch('There is no schema in the database yet: make it with: passerby migrate');
  assertNotNewer(past, migrations);
  const missing = migrations.map(({ name }) => name).filter((name) => !past.has(name));
  if (missing.length === 0) return;
  throw new SchemaMismatch(`The database is older than this version of Passerby: ${missing.join(', ')} did not run yet. Bring it up to date with: passerby migrate`);
}

/** The migrations that the database has been through; null for one that has seen none. */
export async function findVersion({ db }: Store): Promise<ReadonlySet<string> | null> {
  try {
    const tables = await db.introspection.getTables();
    if (!tables.some(({ name }) => name === 'schema_version')) return null;
    const rows = await db.selectFrom('schema_version').select('name').execute();
    return new Set(rows.map((row) => row.name));
  } catch (error) {
    throw explain(error);
  }
}

async function runAll(store: Store, migrations: readonly Migration[], now: number, onProgress: MigrationProgress): Promise<string[]> {
  const past = await store.write(readVersion, { isMigration: true });
  assertNotNewer(past, migrations);
  const ran: string[] = [];
  const due = migrations.filter(({ name }) => !past.has(name));
  for (const [done, migration] of due.entries()) {
    onProgress(done, due.length);
    const isNew = await store.write((trx) => run(trx, store, migration, now), { isMigration: true });
    if (isNew) ran.push(migration.name);
  }
  // It writes what it finds out, so it takes its turn among writers.
  if (store.dialect === 'sqlite' && ran.length > 0) await store.write((trx) => sql`pragma optimize`.execute(trx), { isMigration: true });
  onProgress(due.length, due.length);
  return ran;
}

async function readVersion(trx: Db): Promise<ReadonlySet<string>> {
  await trx.schema
    .createTable('schema_version')
    .ifNotExists()
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('migrated_at', 'bigint', (column) => column.notNull())
    .execute();
  const rows = await trx.selectFrom('schema_version').select('name').execute();
  return new Set(rows.map((row) => row.name));
}

/** False: another process has run it in the meantime. */
async function run(trx: Db, store: Store, migration: Migration, now: number): Promise<boolean> {
  const claimed = await trx
    .insertInto('schema_version')
    .values({ name: migration.name, migrated_at: now })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .executeTakeFirst();
  if (claimed.numInsertedOrUpdatedRows === 0n) return false;
  // A migration sees no table by type: the schema it runs on is not the schema of today.
  await migration.up(trx as unknown as Kysely<object>, store.dialect);
  return true;
}

function assertNotNewer(past: ReadonlySet<string>, migrations: readonly Migration[]): void {
  const known = new Set(migrations.map((migration) => migration.name));
  const unknown = [...past].filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new SchemaMismatch(`The database is newer than this version of Passerby: it has been through ${unknown.sort().join(', ')}. Run the version that migrated it; passerby migrate does not go back.`);
}

function explain(error: unknown): unknown {
  if (error instanceof DatabaseUnusable) return error;
  const cause = error instanceof Refusal ? error.cause : error;
  const isOperators = error instanceof Refusal || OPERATORS.test(sqlState(error) ?? '');
  if (!isOperators) return error;
  return new DatabaseUnusable(describeUnusable(cause), { cause: error });
}
