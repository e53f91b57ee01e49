import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { startFlags } from '../../tools/start-flags.ts';
import { type ServerProcess, startServer } from '../support/server-process.ts';
import { makeTempFolder, type TempFolder } from '../support/temp-folder.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Behind them the log has been copied for the first time, by its thread. */
const LOGINS = 2_500;
const AT_ONCE = 50;

interface CacheWorld {
  readonly folder: TempFolder;
  readonly path: string;
}

async function compiled({ path }: CacheWorld): Promise<string[]> {
  return (await readdir(path, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map(({ name }) => name).sort();
}

function start({ folder, path }: CacheWorld): Promise<ServerProcess> {
  return startServer({ flags: startFlags(), environment: { DATABASE_URL: folder.databaseUrl, NODE_COMPILE_CACHE: path } });
}

async function logInOften({ origin }: ServerProcess): Promise<void> {
  const logIn = () => fetch(`${origin}/trpc/anon.login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
  for (let done = 0; done < LOGINS; done += AT_ONCE) await Promise.all(Array.from({ length: AT_ONCE }, logIn));
}

describe('the compile cache', () => {
  it('has all of a server after a build, so that nothing is compiled by its first start', async () => {
    await using folder = await makeTempFolder();
    const world: CacheWorld = { folder, path: join(folder.path, 'compiled') };
    const env = { PATH: process.env['PATH'], NODE_COMPILE_CACHE: world.path };
    await promisify(execFile)(process.execPath, ['tools/compile-server.ts'], { cwd: ROOT, env });
    const before = await compiled(world);
    expect(before.length).toBeGreaterThan(500);
    await using server = await start(world);
    await logInOften(server);
    expect(await server.stop()).toBe(0);
    expect(await compiled(world)).toEqual(before);
  });

  it('has the thread that copies the log, however the process ends', async () => {
    await using folder = await makeTempFolder();
    const world: CacheWorld = { folder, path: join(folder.path, 'compiled') };
    await using server = await start(world);
    // It writes before it answers.
    await fetch(`${server.origin}/livez`);
    const before = await compiled(world);
    await logInOften(server);
    await vi.waitFor(async () => expect((await compiled(world)).length).toBeGreaterThan(before.length), 10_000);
    await server.kill();
  });
});
