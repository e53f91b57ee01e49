import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, it, vi } from 'vitest';
import { MIGRATIONS } from '../../server/database/migrations/index.ts';
import { runCommand } from '../support/command.ts';
import { makeTempFolder } from '../support/temp-folder.ts';

// Each run starts a process and loads the whole server, on a machine that may be busy with other tests.
vi.setConfig({ testTimeout: 120_000 });

const SOMEBODY = '019bc1f4-5e00-7cc3-98c4-dc0c0c07398f';
const NEWEST = MIGRATIONS.at(-1)?.name ?? '';

/** Every command that opens the database, but for those whose business the schema is. */
const COMMANDS = [
  ['stats'],
  ['keys', 'list'],
  ['keys', 'rotate'],
  ['keys', 'remove', 'kid', '--yes'],
  ['sweep', '--dry-run'],
  ['sweep', '--yes'],
  ...['show', 'sessions', 'export', 'erase'].map((name) => ['visitor', name, SOMEBODY, '--yes']),
];

/** A database whose list of migrations was changed by `statement`, as another version of Passerby would have left it. */
async function makeOtherVersion(statement: string) {
  const folder = await makeTempFolder();
  const environment = { DATABASE_URL: folder.databaseUrl };
  expect((await runCommand(environment, 'migrate')).code).toBe(0);
  const database = new BetterSqlite3(join(folder.path, 'passerby.db'));
  database.prepare(statement).run();
  const versions = () => database.prepare('select name from schema_version order by name').pluck().all();
  const before = versions();
  return {
    environment,
    folder,
    assertUntouched: async () => {
      expect(versions()).toEqual(before);
      expect(database.prepare('select count(*) from signing_key').pluck().get()).toBe(0);
      expect(await readdir(folder.path)).not.toContain('secret');
    },
    [Symbol.asyncDispose]: async () => {
      database.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

describe('a command on a database of another version', () => {
  it('refuses an older one, says how to bring it up to date, and changes nothing', async () => {
    await using ground = await makeOtherVersion(`delete from schema_version where name = '${NEWEST}'`);
    const expected = `The database is older than this version of Passerby: ${NEWEST} did not run yet. Bring it up to date with: passerby migrate`;
    for (const result of await Promise.all(COMMANDS.map((args) => runCommand(ground.environment, ...args)))) {
      expect(result).toEqual({ code: 5, stdout: '', stderr: expected });
    }
    await ground.assertUntouched();
    const { stderr } = await runCommand(ground.environment, 'stats', '--json');
    expect(JSON.parse(stderr)).toEqual({ error: { exitCode: 5, message: expected } });
  });

  it('refuses a newer one, and so does migrate', async () => {
    await using ground = await makeOtherVersion("insert into schema_version (name, migrated_at) values ('9999-future', 0)");
    for (const result of await Promise.all([...COMMANDS, ['migrate']].map((args) => runCommand(ground.environment, ...args)))) {
      expect(result).toMatchObject({ code: 5, stdout: '', stderr: expect.stringMatching(/^The database is newer than this version of Passerby: .*9999-future.*passerby migrate.*$/) });
    }
    const server = await runCommand(ground.environment, 'serve');
    expect(server).toMatchObject({ code: 5, stderr: expect.stringMatching(/^Passerby cannot start: The database is newer .*9999-future.*$/) });
    await ground.assertUntouched();
  });

  it('refuses a database without any schema', async () => {
    await using folder = await makeTempFolder();
    new BetterSqlite3(join(folder.path, 'passerby.db')).exec('create table other (id)').close();
    const result = await runCommand({ DATABASE_URL: folder.databaseUrl }, 'stats');
    expect(result).toEqual({ code: 5, stdout: '', stderr: 'There is no schema in the database yet: make it with: passerby migrate' });
  });
});
