import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** Where the tests find their PostgreSQL. The test set-up starts one and names it here, unless it is given. */
export function postgresUrl(): string {
  const url = process.env['TEST_POSTGRES_URL'];
  if (url === undefined) throw new Error('TEST_POSTGRES_URL is not set: run the tests through the configuration in tools/');
  return url;
}

/** Runs one statement as the cluster's owner. */
export async function runOnPostgres<Row>(statement: string, url = postgresUrl()): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(statement);
    return rows as Row[];
  } finally {
    await client.end();
  }
}

function withDatabase(cluster: string, name: string): string {
  return Object.assign(new URL(cluster), { pathname: `/${name}` }).href;
}

/** A PostgreSQL database of its own for one test, dropped with whoever is still connected. */
export class PostgresDatabase implements AsyncDisposable {
  /** For applications: patient, since a machine that runs all tests at once is slow. */
  readonly url: string;
  readonly #name: string;
  readonly #cluster: string;

  constructor(cluster: string, name: string) {
    this.#cluster = cluster;
    this.#name = name;
    this.url = `${withDatabase(cluster, name)}?connect_timeout=20&statement_timeout=20000&query_timeout=20000`;
  }

  /** For tests of the time-outs: as an operator would write it. */
  get plainUrl(): string {
    return withDatabase(this.#cluster, this.#name);
  }

  /** Runs one statement in it. */
  run<Row>(statement: string): Promise<Row[]> {
    return runOnPostgres<Row>(statement, this.plainUrl);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await runOnPostgres(`drop database if exists ${this.#name} with (force)`, this.#cluster);
  }
}

/** A new database: empty, or with the newest schema, copied from one that the set-up has migrated. */
export async function createPostgresDatabase(content: 'empty' | 'migrated', cluster = postgresUrl()): Promise<PostgresDatabase> {
  const name = `passerby_${randomBytes(8).toString('hex')}`;
  const template = content === 'migrated' ? process.env['TEST_POSTGRES_TEMPLATE'] : undefined;
  await runOnPostgres(`create database ${name} template ${template ?? 'template1'}`, cluster);
  return new PostgresDatabase(cluster, name);
}
