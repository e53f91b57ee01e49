import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, it, vi } from 'vitest';
import { runCommand, startCommand } from '../support/command.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { createTestApp } from '../support/test-app.ts';

// Each run starts a process and loads the whole server, on a machine that may be busy with other tests.
vi.setConfig({ testTimeout: 120_000 });

/** So many that an export takes a while. */
const ACTIONS = 200_000;

/** A database with one visitor in it, the command on it, and a connection beside it. */
async function makeGround() {
  const folder = await makeTempFolder();
  const environment = { DATABASE_URL: folder.databaseUrl };
  await using app = await createTestApp({ ...environment, PASSERBY_SECRET: '' });
  const { anonId } = await app.login();
  const database = new BetterSqlite3(join(folder.path, 'passerby.db'), { timeout: 10_000 });
  return {
    folder,
    environment,
    anonId,
    database,
    run: (...args: string[]) => runCommand(environment, ...args),
    [Symbol.asyncDispose]: async () => {
      database.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

function addActions(database: BetterSqlite3.Database, anonId: string): void {
  const numbers = `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${ACTIONS})`;
  database.prepare(`insert into action (anon_id, seq, id, action, item_id, created_at) ${numbers} select ?, i, 'action-' || i, 'like', null, 1 from n`).run(anonId);
}

describe('a command that fails says why in one line', () => {
  it('for a file that is no database', async () => {
    await using folder = await makeTempFolder();
    await writeFile(join(folder.path, 'passerby.db'), 'a shopping list, long enough for a page of it. '.repeat(100));
    const calls = [['stats'], ['migrate'], ['backup', join(folder.path, 'copy.db')]];
    for (const result of await Promise.all(calls.map((args) => runCommand({ DATABASE_URL: folder.databaseUrl }, ...args)))) {
      expect(result).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/^The database .*cannot be used: file is not a database\.$/) });
    }
  });

  it('for a database that somebody else holds', async () => {
    await using ground = await makeGround();
    ground.database.exec('begin immediate');
    expect(await ground.run('keys', 'rotate')).toEqual({ code: 1, stdout: '', stderr: 'The database cannot be used: database is locked.' });
    ground.database.exec('rollback');
    expect(await ground.run('keys', 'rotate')).toMatchObject({ code: 0 });
  });

  it('for an answer that nobody reads', async () => {
    await using ground = await makeGround();
    for (const args of [['stats'], ['--help'], ['visitor', 'export', ground.anonId]]) {
      const { child, result } = startCommand(ground.environment, ...args);
      child.stdout.destroy();
      expect(await result).toEqual({ code: 1, stdout: '', stderr: 'write EPIPE' });
    }
  });

  it('for a folder that is not there', async () => {
    await using ground = await makeGround();
    const folder = join(ground.folder.path, 'no/such/folder');
    expect(await ground.run('visitor', 'export', ground.anonId, '--out', join(folder, 'export.json'))).toEqual({ code: 3, stdout: '', stderr: `There is no folder ${folder}.` });
  });
});

it.each(['SIGINT', 'SIGTERM'] as const)('an export into a file that is stopped by %s leaves nothing of it behind', async (signal) => {
  await using ground = await makeGround();
  addActions(ground.database, ground.anonId);
  const out = join(ground.folder.path, 'export.json');
  const files = async () => (await readdir(ground.folder.path)).filter((name) => name.startsWith('export'));
  const { child, result } = startCommand(ground.environment, 'visitor', 'export', ground.anonId, '--out', out);
  await expect.poll(files, { timeout: 60_000, interval: 5 }).toHaveLength(1);
  child.kill(signal);
  expect(await result).toEqual({ code: 1, stdout: '', stderr: 'Stopped: nothing was written.' });
  expect(await files()).toEqual([]);
});
