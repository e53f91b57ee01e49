import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, it, vi } from 'vitest';
import { runCommand } from '../support/command.ts';
import { createManyVisitors } from '../support/many-visitors.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { createTestApp } from '../support/test-app.ts';

// Each run starts a process and loads the whole server, on a machine that may be busy with other tests.
vi.setConfig({ testTimeout: 120_000 });

const DAY_MS = 86_400_000;
const SECRET = 'secret-of-the-sweep-tests-0123456789abcdef';

/** A database of visitors who all were last here long ago, the command on it, and a look at it from aside. */
async function makeGround(visitors: number) {
  const folder = await makeTempFolder();
  const environment = { DATABASE_URL: folder.databaseUrl, PASSERBY_SECRET: SECRET, RETENTION_MIN_COUNT: '100000' };
  {
    await using app = await createTestApp(environment);
    await createManyVisitors(app, visitors, visitors);
  }
  const database = new BetterSqlite3(folder.databaseUrl.slice('file:'.length));
  const visitorsLeft = () => database.prepare<[], number>('select count(*) from anon_user').pluck().get() ?? 0;
  const noteSweep = (columns: { readonly leased_until: number; readonly clock_at: number | null }) =>
    database.prepare("insert into sweep (name, holder, leased_until, last_report, clock_at) values ('retention', 'another', ?, null, ?)").run(columns.leased_until, columns.clock_at);
  const run = (...args: string[]) => runCommand(environment, 'sweep', ...args);
  const dispose = () => {
    database.close();
    return folder[Symbol.asyncDispose]();
  };
  return { environment, database, visitorsLeft, noteSweep, run, [Symbol.asyncDispose]: dispose };
}

function parseJson(line: string): Record<string, unknown> {
  return JSON.parse(line) as Record<string, unknown>;
}

describe('passerby sweep', () => {
  it('counts in a dry run, asks before it removes, and then removes', async () => {
    await using ground = await makeGround(3);
    expect(parseJson((await ground.run('--dry-run', '--json')).stdout)).toMatchObject({ outcome: 'dry-run', refusal: null, due: 3, rows: { anon_user: 3 } });
    expect(await ground.run()).toMatchObject({ code: 4, stdout: '', stderr: expect.stringContaining('3 visitors') });
    expect(ground.visitorsLeft()).toBe(3);
    expect(parseJson((await ground.run('--yes', '--json')).stdout)).toMatchObject({ outcome: 'done', removed: 3 });
    expect(ground.visitorsLeft()).toBe(0);
    expect((await ground.run()).stdout).toBe('0 visitors removed.');
  });

  it('refuses to remove too many unless it is told to, and says so in a dry run', async () => {
    await using ground = await makeGround(3);
    const sweep = (...args: string[]) => runCommand({ ...ground.environment, RETENTION_MIN_COUNT: '2' }, 'sweep', ...args);
    const isRefused = expect.stringMatching(/3 visitors due are more than RETENTION_MAX_PERCENT.+--force/);
    expect(await sweep('--dry-run')).toMatchObject({ code: 0, stdout: isRefused });
    expect(await sweep('--yes')).toMatchObject({ code: 4, stdout: isRefused });
    expect(ground.visitorsLeft()).toBe(3);
    expect(await sweep('--dry-run', '--force')).toMatchObject({ code: 0, stdout: expect.not.stringContaining('--force') });
    expect(await sweep('--yes', '--force')).toMatchObject({ code: 0, stdout: expect.stringContaining('3 visitors removed') });
  });

  it('refuses to go by a clock that is far ahead of the last sweep, unless it is told to', async () => {
    await using ground = await makeGround(3);
    ground.noteSweep({ leased_until: 0, clock_at: Date.now() - 23 * DAY_MS });
    const isRefused = expect.stringMatching(/The clock is far ahead of the last that was believed.+--force/);
    expect(await ground.run('--dry-run')).toMatchObject({ code: 0, stdout: isRefused });
    expect(await ground.run('--yes')).toMatchObject({ code: 4, stdout: isRefused });
    expect(parseJson((await ground.run('--yes', '--json')).stdout)).toMatchObject({ outcome: 'clock-jumped', removed: 0, rows: {} });
    expect(ground.visitorsLeft()).toBe(3);
    expect(await ground.run('--yes', '--force')).toMatchObject({ code: 0 });
    expect(ground.visitorsLeft()).toBe(0);
  });

  it('leaves it to the process that is sweeping', async () => {
    await using ground = await makeGround(3);
    ground.noteSweep({ leased_until: Date.now() + 28_000, clock_at: null });
    expect(await ground.run('--yes')).toMatchObject({ code: 4, stdout: 'Another process is sweeping: nothing was removed.' });
    expect(ground.visitorsLeft()).toBe(3);
  });

  it('says that it failed, and why when it is asked to', async () => {
    await using ground = await makeGround(3);
    ground.database.exec("create trigger broken before delete on action begin select raise(abort, 'a page is torn'); end");
    expect(await ground.run('--yes')).toMatchObject({ code: 1, stdout: expect.stringMatching(/^The sweep failed after 0 visitors; --verbose tells why\./), stderr: '' });
    expect((await ground.run('--yes', '--verbose')).stderr).toContain('a page is torn');
    ground.database.exec('drop trigger broken');
    expect(await ground.run('--yes')).toMatchObject({ code: 0 });
    expect(ground.visitorsLeft()).toBe(0);
  });
});
