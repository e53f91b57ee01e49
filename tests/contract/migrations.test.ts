import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { DatabaseUnusable } from '../../server/database/database-unusable.ts';
import { MIGRATIONS } from '../../server/database/migrations/index.ts';
import type { Migration } from '../../server/database/migrations/migration.ts';
import { migrate } from '../../server/database/migrator.ts';
import type { Store } from '../../server/database/store.ts';
import { DATABASES, type TestDatabase } from '../support/databases.ts';
import { IS_LONG } from '../support/rounds.ts';

const ROOT = join(import.meta.dirname, '../..');
const AT_ONCE = 3;
/** Longer than an ordinary step waits. */
const LONG_MS = { sqlite: 5_600, postgres: 2_600 };

interface Outcome {
  readonly signal: NodeJS.Signals | null;
  readonly ran: readonly string[];
  readonly statements: number;
}

/** Migrates in a process of its own, which dies after its n-th statement. */
async function migrateInProcess({ url }: TestDatabase, diesAfter = 0): Promise<Outcome> {
  const child = spawn(process.execPath, ['tests/support/migrating-process.ts', String(diesAfter)], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], DATABASE_URL: url, PASSERBY_SECRET: 'a secret of tests, long enough and varied: 0123456789' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [said, complaint] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (child.exitCode !== 0 && child.signalCode === null) throw new Error(complaint);
  return { ran: [], statements: 0, ...(said === '' ? {} : (JSON.parse(said) as object)), signal: child.signalCode };
}

/** Every table with its columns, and how many rows the catalogue has: what a schema is to those who use it. */
async function describeSchema({ db }: Store): Promise<unknown> {
  const tables = await db.introspection.getTables();
  const columns = tables.map(({ name, columns: list }) => [name, list.map((column) => `${column.name} ${column.dataType} ${column.isNullable}`).sort()]);
  const { rows } = await sql`select count(*) as items, sum(position) as positions from item`.execute(db).catch(() => ({ rows: [] }));
  return { columns: Object.fromEntries(columns), rows };
}

async function versions({ db }: Store): Promise<string[]> {
  const rows = await db.selectFrom('schema_version').select('name').orderBy('name').execute().catch(() => []);
  return rows.map((row) => row.name);
}

/** The statements after which to kill: in the long version every one, else a spread of them. */
function killPoints(statements: number): number[] {
  const stride = IS_LONG ? 1 : Math.ceil(statements / 9);
  return Array.from({ length: Math.ceil(statements / stride) }, (_, index) => 1 + index * stride);
}

describe.each(DATABASES)('migrations on $name', ({ empty, migrated, dialect }) => {
  it('killed after any statement leave the schema before or after a migration, never between', { timeout: 300_000 }, async () => {
    await using sample = await empty();
    const { ran, statements } = await migrateInProcess(sample);
    expect(ran).toEqual(MIGRATIONS.map(({ name }) => name));
    const schemas = await schemaAfterEach(empty);
    expect(await describeSchema(sample.open())).toEqual(schemas.at(-1));

    const points = killPoints(statements);
    const reached = new Set<number>();
    const worker = async () => {
      for (let point = points.shift(); point !== undefined; point = points.shift()) {
        await using database = await empty();
        expect((await migrateInProcess(database, point)).signal).toBe('SIGKILL');
        const store = database.open();
        const past = await versions(store);
        expect(past).toEqual(MIGRATIONS.slice(0, past.length).map(({ name }) => name));
        expect(await describeSchema(store), `killed after statement ${point}`).toEqual(past.length === 0 ? expect.anything() : schemas[past.length - 1]);
        if (past.length === 0) expect((await store.db.introspection.getTables()).map(({ name }) => name).filter((name) => name !== 'schema_version')).toEqual([]);
        reached.add(past.length);
        await migrate(store, MIGRATIONS, 0);
        expect(await describeSchema(store)).toEqual(schemas.at(-1));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    expect(reached.size).toBeGreaterThan(3);
  });

  it('are run by one of five processes that start together; the others wait and find nothing to do', { timeout: 60_000 }, async () => {
    await using database = await empty();
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => migrateInProcess(database)));
    expect(outcomes.flatMap(({ ran }) => ran).sort()).toEqual(MIGRATIONS.map(({ name }) => name));
    expect(await versions(database.open())).toEqual(MIGRATIONS.map(({ name }) => name));
  });

  it('are run once by ten stores that begin in the same instant', async () => {
    await using database = await empty();
    const stores = Array.from({ length: 10 }, () => database.open());
    const ran = await Promise.all(stores.map((store) => migrate(store, MIGRATIONS, 0)));
    expect(ran.flat().sort()).toEqual(MIGRATIONS.map(({ name }) => name));
  });

  it('wait for one that takes longer than an ordinary write would', { timeout: 30_000 }, async () => {
    await using database = await migrated();
    const slow: Migration = {
      name: '9999-slow',
      up: async (db) => {
        await sql`update item set position = position`.execute(db);
        await sleep(LONG_MS[dialect]);
      },
    };
    const [first, second] = [database.open(), database.open()];
    const slowly = migrate(first, [...MIGRATIONS, slow], 0);
    await sleep(200);
    expect(await migrate(second, [...MIGRATIONS, slow], 0)).toEqual([]);
    expect(await slowly).toEqual(['9999-slow']);
  });

  it('leave nothing of one that fails, and run it once it is mended', async () => {
    await using database = await migrated();
    const store = database.open();
    const broken: Migration = {
      name: '9999-note',
      up: async (db) => {
        await makeNote(db);
        throw new Error('half way');
      },
    };
    await expect(migrate(store, [...MIGRATIONS, broken], 0)).rejects.toThrow('half way');
    expect((await store.db.introspection.getTables()).map(({ name }) => name)).not.toContain('note');
    expect(await migrate(store, [...MIGRATIONS, { name: '9999-note', up: makeNote }], 0)).toEqual(['9999-note']);
  });

  it('refuse a database that is newer than the code, in words for the operator, and change nothing', async () => {
    await using database = await migrated();
    const store = database.open();
    await migrate(store, [...MIGRATIONS, { name: '9998-future', up: () => Promise.resolve() }], 0);
    const older = migrate(store, [...MIGRATIONS, { name: '9999-note', up: makeNote }], 0);
    await expect(older).rejects.toThrow(DatabaseUnusable);
    await expect(older).rejects.toThrow('newer than this version of Passerby: it has been through 9998-future');
    expect(await versions(store)).not.toContain('9999-note');
  });

  it('do nothing the second time', async () => {
    await using database = await empty();
    const store = database.open();
    expect(await migrate(store, MIGRATIONS, 0)).toHaveLength(MIGRATIONS.length);
    expect(await migrate(store, MIGRATIONS, 0)).toEqual([]);
  });
});

async function makeNote(db: Kysely<object>): Promise<void> {
  await db.schema.createTable('note').addColumn('id', 'text').execute();
}

/** The schema after the first migration, after the second, and so on. */
async function schemaAfterEach(empty: () => Promise<TestDatabase>): Promise<unknown[]> {
  await using database = await empty();
  const store = database.open();
  const schemas: unknown[] = [];
  for (const [index] of MIGRATIONS.entries()) {
    await migrate(store, MIGRATIONS.slice(0, index + 1), 0);
    schemas.push(await describeSchema(store));
  }
  return schemas;
}
