import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { exportDocument } from '../../shared/privacy.schema.ts';
import { runCommand } from '../support/command.ts';
import { createManyVisitors } from '../support/many-visitors.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { HAS_TERMINAL, runAtTerminal } from '../support/terminal.ts';
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
    const { code, screen } = await runAtTerminal(ground.environment, '', 'visitor', 'export', ground.anonId, '--out', out);
    expect(code).toBe(0);
    expect(screen).toMatch(/export \[#{30}\] 100 %/);
    expect(exportDocument.parse(JSON.parse(await readFile(out, 'utf8'))).counts).toMatchObject({ action: 5 });
    expect((await readdir(ground.folder.path)).filter((name) => name.includes('partial'))).toEqual([]);
    expect((await runAtTerminal(ground.environment, '', 'visitor', 'export', ground.anonId)).screen).not.toMatch(BAR);
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
  expect(await runCommand(ground.environment, 'sweep', '--yes')).toMatchObject({ code: 0, stderr: '' });
});
