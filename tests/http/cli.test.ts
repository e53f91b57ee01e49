import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, it, vi } from 'vitest';
import { exportDocument } from '../../shared/privacy.schema.ts';
import { createApp } from '../../server/app.ts';
import { loadConfig } from '../../server/config.ts';
import { runCommand } from '../support/command.ts';
import { httpDoor } from '../support/doors.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { startServer } from '../support/server-process.ts';
import { makeTempFolder } from '../support/temp-folder.ts';

// Each run starts a process and loads the whole server, on a machine that may be busy with other tests.
vi.setConfig({ testTimeout: 120_000 });

const STRANGER = '019bc1f4-5e00-7cc3-98c4-dc0c0c07398f';

/** A data folder with a migrated database in it, and the command on it. */
async function makeGround() {
  const folder = await makeTempFolder();
  const environment = { DATABASE_URL: folder.databaseUrl };
  const run = (...args: string[]) => runCommand(environment, ...args);
  expect((await run('migrate')).code).toBe(0);
  return { folder, environment, run, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

/** Visitors who were last here on `FakeClock`'s day, long ago. */
async function bringOldVisitors(databaseUrl: string, visitors: number): Promise<string[]> {
  await using app = await createApp(loadConfig({ DATABASE_URL: databaseUrl, LOG_LEVEL: 'silent' }), { clock: new FakeClock() });
  const ids: string[] = [];
  for (let made = 0; made < visitors; made += 1) ids.push((await app.caller(null).anon.login()).anonId);
  return ids;
}

/** 0 when there is no journal. */
async function journalBytes(databasePath: string): Promise<number> {
  const found = await stat(`${databasePath}-wal`).catch(() => null);
  return found?.size ?? 0;
}

function parseJson(line: string): Record<string, unknown> {
  return JSON.parse(line) as Record<string, unknown>;
}

describe('passerby', () => {
  it('names a bad setting in one line', async () => {
    expect(await runCommand({ RETENTION_DAYS: '0' }, 'sweep')).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^RETENTION_DAYS .+$/) });
  });

  it('makes no database where there is none, but for migrate', async () => {
    await using folder = await makeTempFolder();
    const environment = { DATABASE_URL: folder.databaseUrl };
    const calls = [['stats'], ['keys', 'list'], ['sweep'], ['visitor', 'show', STRANGER], ['backup', join(folder.path, 'copy.db')]];
    for (const result of await Promise.all(calls.map((args) => runCommand(environment, ...args)))) {
      expect(result).toMatchObject({ code: 3, stdout: '', stderr: expect.stringMatching(/^There is no database .+$/) });
    }
    await expect(stat(join(folder.path, 'passerby.db'))).rejects.toThrow('ENOENT');
    expect(await runCommand(environment, 'migrate')).toMatchObject({ code: 0, stdout: expect.stringContaining('ran 0001-visitors') });
    expect(parseJson((await runCommand(environment, 'migrate', '--json')).stdout)).toEqual({ ran: [] });
  });

  it('says one line when the database server does not answer', async () => {
    const environment = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', PASSERBY_SECRET: 'a long enough secret, for 0 visitors' };
    expect(await runCommand(environment, 'stats')).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/^The database cannot be used: .+$/) });
  });

  it('counts rows and visitors', async () => {
    await using ground = await makeGround();
    await bringOldVisitors(ground.environment.DATABASE_URL, 2);
    const stats = parseJson((await ground.run('stats', '--json')).stdout);
    expect(stats).toMatchObject({ database: 'sqlite', active: { day: 0, week: 0, month: 0 }, lastSweep: null });
    expect(stats['tables']).toContainEqual({ table: 'anon_user', rows: 2, isEstimate: false });
    expect((await ground.run('stats')).stdout).toMatch(/^ {2}anon_user +2$/m);
  });
});

describe('passerby serve', () => {
  it('is the server', async () => {
    await using folder = await makeTempFolder();
    await using server = await startServer({ environment: { DATABASE_URL: folder.databaseUrl }, entry: 'server/cli/main.ts', args: ['serve'] });
    await expect(httpDoor(server.origin).login()).resolves.toMatchObject({ tokenType: 'Bearer' });
    expect(await server.stop()).toBe(0);
  });
});

describe('passerby visitor', () => {
  it('shows, exports and erases a visitor beside a running server, which forgets them at once', async () => {
    await using ground = await makeGround();
    await using server = await startServer({ environment: ground.environment });
    const door = httpDoor(server.origin);
    const { anonId, accessToken } = await door.login();
    expect(parseJson((await ground.run('visitor', 'show', anonId, '--json')).stdout)).toMatchObject({ anonId, rows: { anon_user: 1, session: 1 } });
    expect((await ground.run('visitor', 'sessions', anonId)).stdout.split('\n')).toHaveLength(2);
    const document = exportDocument.parse(parseJson((await ground.run('visitor', 'export', anonId)).stdout));
    expect(document).toMatchObject({ anonId, counts: { anon_user: 1 } });
    expect(await ground.run('visitor', 'erase', anonId)).toMatchObject({ code: 4, stdout: '' });
    await expect(door.me(accessToken)).resolves.toMatchObject({ anonId });
    expect(parseJson((await ground.run('visitor', 'erase', anonId, '--yes', '--json')).stdout)).toMatchObject({ counts: { anon_user: 1, session: 1 } });
    await expect(door.me(accessToken)).rejects.toMatchObject({ reason: 'VISITOR_RETIRED' });
    expect(await ground.run('visitor', 'erase', anonId, '--yes')).toMatchObject({ code: 3, stdout: '', stderr: expect.stringMatching(/^There is no visitor .+$/) });
  });

  it('empties the journal of whom it has erased when those who read are done, and says so when they are not', async () => {
    await using ground = await makeGround();
    const path = join(ground.folder.path, 'passerby.db');
    const [first = '', second = ''] = await bringOldVisitors(ground.folder.databaseUrl, 2);
    const reader = new BetterSqlite3(path, { readonly: true });
    const visitors = reader.prepare<[], number>('select count(*) from anon_user').pluck();
    reader.exec('begin');
    expect(visitors.get()).toBe(2);
    expect(await ground.run('visitor', 'erase', first, '--yes', '--json')).toMatchObject({ code: 1, stdout: expect.stringContaining('"isJournalEmpty":false') });
    expect(await journalBytes(path)).toBeGreaterThan(0);
    const erasing = ground.run('visitor', 'erase', second, '--yes');
    const looker = new BetterSqlite3(path, { readonly: true });
    await expect.poll(() => looker.prepare('select count(*) from anon_user').pluck().get(), { timeout: 30_000, interval: 20 }).toBe(0);
    looker.close();
    // Longer than an erasure itself tries.
    await sleep(500);
    reader.close();
    expect(await erasing).toMatchObject({ code: 0, stdout: expect.stringContaining('is erased') });
    expect(await journalBytes(path)).toBe(0);
  });

  it('exports into a new file that its owner alone can read, and overwrites nothing', async () => {
    await using ground = await makeGround();
    const [anonId = ''] = await bringOldVisitors(ground.environment.DATABASE_URL, 1);
    const out = join(ground.folder.path, 'export.json');
    expect(await ground.run('visitor', 'export', anonId, '--out', out)).toMatchObject({ code: 0 });
    expect((await stat(out)).mode & 0o777).toBe(0o600);
    expect(await ground.run('visitor', 'export', anonId, '--out', out)).toMatchObject({ code: 4, stderr: `${out} is there already: nothing is overwritten.` });
  });

  it('tells an id that nobody has from one that nobody can have, and from one that is gone', async () => {
    await using ground = await makeGround();
    const commands = ['show', 'sessions', 'export', 'erase'];
    for (const result of await Promise.all(commands.map((command) => ground.run('visitor', command, STRANGER, '--yes')))) {
      expect(result).toMatchObject({ code: 3, stdout: '', stderr: expect.stringMatching(/^There is no visitor .+$/) });
    }
    for (const result of await Promise.all(commands.map((command) => ground.run('visitor', command, "' or 1=1", '--json')))) {
      expect(result).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('"exitCode":2') });
    }
  });
});
