import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { expect, it, vi } from 'vitest';
import { runCommand } from '../support/command.ts';
import { httpDoor } from '../support/doors.ts';
import { startServer } from '../support/server-process.ts';
import { makeTempFolder } from '../support/temp-folder.ts';

vi.setConfig({ testTimeout: 120_000 });

it('backs up a database that a server is writing to, and the copy serves the visitors it holds', async () => {
  await using folder = await makeTempFolder();
  const environment = { DATABASE_URL: folder.databaseUrl };
  await using server = await startServer({ environment });
  const door = httpDoor(server.origin);
  const visitor = await door.login();
  let isWriting = true;
  const acknowledged: string[] = [];
  const writer = async () => {
    while (isWriting) acknowledged.push((await door.login()).anonId);
  };
  const writers = Promise.all([writer(), writer(), writer(), writer()]);
  await expect.poll(() => acknowledged.length, { timeout: 30_000 }).toBeGreaterThan(50);
  const before = [...acknowledged];
  const file = join(folder.path, 'copy.db');
  const result = await runCommand(environment, 'backup', file, '--json');
  isWriting = false;
  await writers;
  expect(result).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(result.stdout)).toEqual({ file, bytes: (await stat(file)).size });
  expect(acknowledged.length).toBeGreaterThan(before.length);
  expect(missingIn(file, before)).toEqual([]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);

  // The secret lies in the same folder, as it would after a restore.
  await using restored = await startServer({ environment: { DATABASE_URL: `file:${file}` } });
  await expect(httpDoor(restored.origin).refresh(visitor.refreshToken)).resolves.toMatchObject({ anonId: visitor.anonId });
});

function missingIn(file: string, anonIds: readonly string[]): string[] {
  const copy = new BetterSqlite3(file, { readonly: true });
  try {
    const held = new Set(copy.prepare('select anon_id from anon_user').pluck().all());
    return anonIds.filter((anonId) => !held.has(anonId));
  } finally {
    copy.close();
  }
}

it('overwrites nothing and leaves nothing half-made behind', async () => {
  await using folder = await makeTempFolder();
  const environment = { DATABASE_URL: folder.databaseUrl };
  await runCommand(environment, 'migrate');
  const file = join(folder.path, 'copy.db');
  await writeFile(file, 'precious');
  expect(await runCommand(environment, 'backup', file)).toEqual({ code: 4, stdout: '', stderr: `${file} is there already: nothing is overwritten.` });
  expect((await stat(file)).size).toBe(8);
  expect(await runCommand(environment, 'backup', join(folder.path, 'no/such/folder/copy.db'))).toMatchObject({ code: 3, stderr: expect.stringMatching(/^There is no folder .+$/) });
  expect(await runCommand({ DATABASE_URL: 'postgres://localhost/none', PASSERBY_SECRET: 'a long enough secret, for 0 visitors' }, 'backup', file)).toMatchObject({ code: 2 });
  expect((await readdir(folder.path)).filter((name) => name.includes('partial'))).toEqual([]);
});

it('gives no copy of a database that is damaged', async () => {
  await using folder = await makeTempFolder();
  const environment = { DATABASE_URL: folder.databaseUrl };
  await runCommand(environment, 'migrate');
  const path = join(folder.path, 'passerby.db');
  const database = new BetterSqlite3(path);
  database.pragma('foreign_keys = OFF');
  database.exec("insert into cart (anon_id, version, updated_at) values ('nobody', 1, 1)");
  database.close();
  const file = join(folder.path, 'copy.db');
  expect(await runCommand(environment, 'backup', file)).toMatchObject({ code: 1, stderr: expect.stringMatching(/^The copy is damaged .+$/) });
  expect((await readdir(folder.path)).filter((name) => name.startsWith('copy'))).toEqual([]);
});
