import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { expect, it, vi } from 'vitest';
import { createApp } from '../../server/app.ts';
import { loadConfig } from '../../server/config.ts';
import { openStore } from '../../server/database/open-store.ts';
import { IMPORT_ORDER, importFromSqlite } from '../../server/database/sqlite-import.ts';
import { SqliteSource } from '../../server/database/sqlite-source.ts';
import { runCommand } from '../support/command.ts';
import { DATABASES } from '../support/databases.ts';
import { createFullVisitor } from '../support/full-visitor.ts';
import { createPostgresDatabase, type PostgresDatabase } from '../support/postgres-database.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { HAS_TERMINAL, runAtTerminal } from '../support/terminal.ts';
import { createTestApp } from '../support/test-app.ts';

vi.setConfig({ testTimeout: 120_000 });

const SECRET = randomBytes(48).toString('base64');

/** A SQLite file with two visitors in every table, one of whom wrote what a text can hold. */
async function makeSource() {
  const folder = await makeTempFolder();
  const path = join(folder.path, 'passerby.db');
  await using app = await createTestApp({ DATABASE_URL: `file:${path}`, PASSERBY_SECRET: SECRET });
  const visitor = await createFullVisitor(app);
  await createFullVisitor(app, '心 "quoted" \\ 🪴 é é');
  return { path, folder, tokens: visitor.tokens, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

function importInto(target: PostgresDatabase, file: string, ...args: string[]) {
  return runCommand({ DATABASE_URL: target.url, PASSERBY_SECRET: SECRET }, 'import-from-sqlite', file, ...args);
}

it('carries every visitor from SQLite to PostgreSQL, who go on with the tokens they have', async () => {
  await using source = await makeSource();
  await using target = await createPostgresDatabase('empty');
  const result = await importInto(target, source.path, '--json');
  expect(result).toMatchObject({ code: 0, stderr: '' });
  const { tables } = JSON.parse(result.stdout) as { tables: { table: string; rows: number }[] };
  expect(tables.find(({ table }) => table === 'action')?.rows).toBe(4);
  const config = loadConfig({ DATABASE_URL: target.url, PASSERBY_SECRET: SECRET, LOG_LEVEL: 'silent' });
  const asOfThen = { now: () => Date.UTC(2026, 0, 15, 12, 0, 5) };
  await using app = await createApp(config, { clock: asOfThen });
  const { accessToken, anonId } = await app.caller(null).anon.refresh({ refreshToken: source.tokens.refreshToken });
  expect(anonId).toBe(source.tokens.anonId);
  const caller = app.caller(accessToken);
  expect((await caller.items.list()).actions).toHaveLength(2);
  await expect(caller.items.addAction({ action: 'still here' })).resolves.toMatchObject({ action: { action: 'still here' } });
});

it.runIf(HAS_TERMINAL)('shows at a terminal how far it is', async () => {
  await using source = await makeSource();
  await using target = await createPostgresDatabase('empty');
  const { code, screen } = await runAtTerminal({ DATABASE_URL: target.url, PASSERBY_SECRET: SECRET }, '', 'import-from-sqlite', source.path);
  expect(code).toBe(0);
  expect(screen).toMatch(/import \[#{30}\] 100 %/);
});

it('lets PostgreSQL know how many rows there are, so that it looks into indexes from the first query on', async () => {
  await using source = await makeSource();
  await using target = await createPostgresDatabase('empty');
  await importInto(target, source.path);
  expect(await target.run("select reltuples::int as rows from pg_class where relname = 'action'")).toEqual([{ rows: 4 }]);
});

it('refuses a target with anything in it, and changes nothing there', async () => {
  await using source = await makeSource();
  await using target = await createPostgresDatabase('migrated');
  const config = loadConfig({ DATABASE_URL: target.url, PASSERBY_SECRET: SECRET, LOG_LEVEL: 'silent' });
  {
    await using app = await createApp(config);
    await app.caller(null).anon.login();
  }
  expect(await importInto(target, source.path)).toMatchObject({ code: 4, stdout: '', stderr: expect.stringMatching(/^The target is not empty: .+$/) });
  expect(await target.run('select count(*)::int as rows from anon_user')).toEqual([{ rows: 1 }]);
});

it('refuses a secret that does not open the keys of the file, before the target is touched', async () => {
  await using source = await makeSource();
  await using target = await createPostgresDatabase('empty');
  const other = { DATABASE_URL: target.url, PASSERBY_SECRET: randomBytes(48).toString('base64') };
  const refused = { code: 4, stdout: '', stderr: expect.stringMatching(/^PASSERBY_SECRET does not open the signing keys in .+ nothing was copied\. .+$/) };
  expect(await runCommand(other, 'import-from-sqlite', source.path)).toMatchObject(refused);
  expect(await target.run("select tablename from pg_tables where schemaname = 'public'")).toEqual([]);
  const rotating = { ...other, PASSERBY_PREVIOUS_SECRET: SECRET };
  expect(await runCommand(rotating, 'import-from-sqlite', source.path)).toMatchObject({ code: 0 });
});

it('does not bring up to date what is no new database', async () => {
  await using source = await makeSource();
  await using target = await createPostgresDatabase('migrated');
  const [{ name } = { name: '' }] = await target.run<{ name: string }>('delete from schema_version where name = (select max(name) from schema_version) returning name');
  expect(await importInto(target, source.path)).toMatchObject({ code: 5, stdout: '', stderr: expect.stringContaining(`${name} did not run yet`) });
  expect(await target.run('select count(*)::int as items from schema_version where name = $$' + name + '$$')).toEqual([{ items: 0 }]);
});

it('leaves the target empty when it is interrupted, so that it can be done again', async () => {
  await using source = await makeSource();
  await using target = await createPostgresDatabase('migrated');
  await using store = Object.assign(openStore({ kind: 'postgres', url: target.url }), { [Symbol.asyncDispose]: () => store.close() });
  using file = new SqliteSource(source.path);
  const pullThePlug = (done: number, total: number) => {
    if (done === total) throw new RangeError('interrupted');
  };
  await expect(importFromSqlite(file, store, { onProgress: pullThePlug })).rejects.toThrow('interrupted');
  expect(await target.run('select count(*)::int as rows from anon_user')).toEqual([{ rows: 0 }]);
  await expect(importFromSqlite(file, store, { onProgress: () => undefined })).resolves.toHaveLength(IMPORT_ORDER.length);
});

it('notices a row that did not arrive as it was sent, and keeps nothing', async () => {
  await using source = await makeSource();
  await using target = await createPostgresDatabase('migrated');
  await target.run(`create function spoil() returns trigger language plpgsql as $$ begin new.document = '{}'; return new; end $$`);
  await target.run('create trigger spoil before insert on preferences for each row execute function spoil()');
  expect(await importInto(target, source.path)).toMatchObject({ code: 1, stderr: expect.stringContaining('preferences') });
  expect(await target.run('select count(*)::int as rows from anon_user')).toEqual([{ rows: 0 }]);
});

it('refuses what is no file, no database or no Passerby, in one line', async () => {
  await using folder = await makeTempFolder();
  await using target = await createPostgresDatabase('empty');
  const [text, older] = [join(folder.path, 'text.db'), join(folder.path, 'older.db')];
  await writeFile(text, 'not a database, though it is long enough to look like a file with something in it'.repeat(20));
  await writeFile(older, '');
  expect(await importInto(target, join(folder.path, 'none.db'))).toMatchObject({ code: 3, stderr: expect.stringMatching(/^There is no file .+$/) });
  expect(await importInto(target, text)).toMatchObject({ code: 1, stderr: expect.stringMatching(/^.+ cannot be read: .+$/) });
  expect(await importInto(target, older)).toMatchObject({ code: 5, stderr: expect.stringMatching(/^The file has another schema .+$/) });
  const onSqlite = await runCommand({ DATABASE_URL: folder.databaseUrl }, 'import-from-sqlite', older);
  expect(onSqlite).toMatchObject({ code: 2, stderr: expect.stringMatching(/^DATABASE_URL .+$/) });
});

it.each(DATABASES)('knows every table of $name', async ({ migrated }) => {
  await using database = await migrated();
  const tables = await database.open().db.introspection.getTables();
  expect(tables.map(({ name }) => name).filter((name) => name !== 'schema_version').toSorted()).toEqual(IMPORT_ORDER.toSorted());
});
