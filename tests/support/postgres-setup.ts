import { MIGRATIONS } from '../../server/database/migrations/index.ts';
import { migrate } from '../../server/database/migrator.ts';
import { openPostgres } from '../../server/database/postgres.ts';
import { PostgresCluster } from './postgres-cluster.ts';
import { createPostgresDatabase, type PostgresDatabase } from './postgres-database.ts';

let cluster: PostgresCluster | null = null;
let template: PostgresDatabase | null = null;

/** Starts one PostgreSQL for all tests, unless TEST_POSTGRES_URL names one, and a migrated database to copy. */
export async function setup(): Promise<void> {
  // Each project that names this file calls it: the first does the work for all.
  if (process.env['TEST_POSTGRES_TEMPLATE'] !== undefined) return;
  if (process.env['TEST_POSTGRES_URL'] === undefined) {
    cluster = await PostgresCluster.start();
    process.env['TEST_POSTGRES_URL'] = cluster.url;
  }
  template = await createPostgresDatabase('empty');
  const store = openPostgres(template.url);
  await migrate(store, MIGRATIONS, 0);
  await store.close();
  process.env['TEST_POSTGRES_TEMPLATE'] = new URL(template.url).pathname.slice(1);
}

export async function teardown(): Promise<void> {
  await template?.[Symbol.asyncDispose]();
  await cluster?.[Symbol.asyncDispose]();
}
