import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { MIGRATIONS } from '../../server/database/migrations/index.ts';
import { exportDocument } from '../../shared/privacy.schema.ts';
import { runCommand } from '../support/command.ts';
import { createManyVisitors } from '../support/many-visitors.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { HAS_TERMINAL, runAsked, runAtTerminal } from '../support/terminal.ts';
import { createTestApp } from '../support/test-app.ts';

vi.setConfig({ testTimeout: 120_000 });

const BAR = /\[[#.]{30}\] \d+ %/;
const SECRET = 'secret-of-the-terminal-tests-0123456789abcdef';

/** A database with 600 visitors of long ago and one of them with enough rows for a bar that moves. */
async function makeGround() {
  const folder = await makeTempFolder();
  const environment = { DATABASE_URL: folder.databaseUrl, PASSERBY_SECRET: SECRET, RETENTION_MIN_COUNT: '1000' };
  await using app = await createTestApp(environment);
  await createManyVisitors(app, 600, 600);
  const { anonId, accessToken } = await app.login();
  for (let count = 0; count < 5; count += 1) await app.app.caller(accessToken).items.addAction({ action: 'like' });
  return { folder, environment, anonId, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

async function expectExported({ code, screen }: Awaited<ReturnType<typeof runAtTerminal>>, file: string): Promise<void> {
  expect(code).toBe(0);
  expect(screen).toMatch(/export \[#{30}\] 100 %/);
  expect(exportDocument.parse(JSON.parse(await readFile(file, 'utf8'))).counts).toMatchObject({ action: 5 });
}

describe.runIf(HAS_TERMINAL)('at a terminal', () => {
  it('a sweep asks, and does nothing when told no', async () => {
    await using ground = await makeGround();
    const { code, screen } = await runAtTerminal(ground.environment, 'n\n', 'sweep');
    expect(code).toBe(4);
    expect(screen).toMatch(/Remove 601 visitors .+ This cannot be undone. \[y\/N\]/);
    expect(screen).toContain('Nothing was done.');
    expect(screen).not.toMatch(BAR);
    expect((await runCommand(ground.environment, 'sweep', '--dry-run')).stdout).toContain('601 visitors would go');
  });

  it.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('whoever answers a question with %s has said no', async (_name, key) => {
    await using ground = await makeGround();
    const { code, screen } = await runAtTerminal(ground.environment, key, 'visitor', 'erase', ground.anonId);
    expect(code).toBe(4);
    expect(screen).toMatch(/\[y\/N\] [^\n]*\nNothing was done\.\r\n$/);
    expect((await runCommand(ground.environment, 'visitor', 'show', ground.anonId)).code).toBe(0);
  });

  it('a visitor who goes while the question is on the screen is not found', async () => {
    await using ground = await makeGround();
    const eraseElsewhere = async () => {
      expect((await runCommand(ground.environment, 'visitor', 'erase', ground.anonId, '--yes')).code).toBe(0);
      return 'y\n';
    };
    const { code, screen } = await runAsked(ground.environment, eraseElsewhere, 'visitor', 'erase', ground.anonId);
    expect(code).toBe(3);
    expect(screen).toContain(`There is no visitor ${ground.anonId}`);
  });

  it('an erasure says how much goes while it works', async () => {
    await using ground = await makeGround();
    const { code, screen } = await runAtTerminal(ground.environment, 'y\n', 'visitor', 'erase', ground.anonId);
    expect(code).toBe(0);
    expect(screen).toMatch(/\r\u001B\[Kerase 7 rows\r\u001B\[K.* is erased, 7 rows\./);
  });

  it('a migration shows how many of those to run are done', async () => {
    await using folder = await makeTempFolder();
    const environment = { DATABASE_URL: folder.databaseUrl };
    const { code, screen } = await runAtTerminal(environment, '', 'migrate');
    expect(code).toBe(0);
    const shares = [...screen.matchAll(/migrate \[[#.]{30}\] (\d+) %/g)].map((match) => Number(match[1]));
    expect(shares).toEqual(MIGRATIONS.map((_, done) => Math.floor((100 * done) / MIGRATIONS.length)).concat(100));
    expect(screen).toMatch(/100 %\r\u001B\[Kran 0001-visitors/);
  });

  it('a backup shows how far it is, and then that the copy is being verified', async () => {
    await using ground = await makeGround();
    const { code, screen } = await runAtTerminal(ground.environment, '', 'backup', join(ground.folder.path, 'copy.db'));
    expect(code).toBe(0);
    expect(screen).toMatch(/backup \[[#.]{30}\] \d+ %[^]*backup copied, being verified\r\u001B\[K.* is a whole copy/);
  });

  it('statistics say that they are counting', async () => {
    await using ground = await makeGround();
    const { code, screen } = await runAtTerminal(ground.environment, '', 'stats');
    expect(code).toBe(0);
    expect(screen).toMatch(/count every row\r\u001B\[Kdatabase/);
  });

  it('a sweep counts, and shows how far it is when told yes', async () => {
    await using ground = await makeGround();
    const { code, screen } = await runAtTerminal(ground.environment, 'y\n', 'sweep');
    expect(code).toBe(0);
    expect(screen).toMatch(/count \d+/);
    expect(screen).toMatch(/sweep \[#{30}\] 100 %/);
    expect(screen.trimEnd()).toMatch(/601 visitors removed\.\s[^%]*$/);
  });

  it('an export into a file shows how far it is, and one to the terminal does not', async () => {
    await using ground = await makeGround();
    const out = join(ground.folder.path, 'export.json');
    await expectExported(await runAtTerminal(ground.environment, '', 'visitor', 'export', ground.anonId, '--out', out), out);
    expect((await readdir(ground.folder.path)).filter((name) => name.includes('partial'))).toEqual([]);
    expect((await runAtTerminal(ground.environment, '', 'visitor', 'export', ground.anonId)).screen).not.toMatch(BAR);
  });

  it('an export whose output goes into a file shows how far it is all the same', async () => {
    await using ground = await makeGround();
    const out = join(ground.folder.path, 'export.json');
    await expectExported(await runAtTerminal(ground.environment, '', 'visitor', 'export', ground.anonId, '>', out), out);
  });

  it('no bar is in the way of a machine', async () => {
    await using ground = await makeGround();
    const { code, screen } = await runAtTerminal(ground.environment, '', 'sweep', '--yes', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(screen)).toMatchObject({ outcome: 'done', removed: 601 });
  });
});

it('away from a terminal nothing but the answer is written', async () => {
  await using ground = await makeGround();
  const out = join(ground.folder.path, 'export.json');
  expect(await runCommand(ground.environment, 'visitor', 'export', ground.anonId, '--out', out)).toMatchObject({ code: 0, stderr: '' });
  const commands = [['migrate'], ['stats'], ['backup', join(ground.folder.path, 'copy.db')], ['visitor', 'erase', ground.anonId, '--yes'], ['sweep', '--yes']];
  for (const args of commands) expect(await runCommand(ground.environment, ...args)).toMatchObject({ code: 0, stderr: '' });
});
