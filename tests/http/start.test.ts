import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { startFlags } from '../../tools/start-flags.ts';
import { startServer } from '../support/server-process.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import type { TestEnvironment } from '../support/test-app.ts';

const ROOT = join(import.meta.dirname, '../..');

/** What a start that fails says, all of it. */
async function failedStart(environment: TestEnvironment): Promise<string> {
  const failure = await startServer({ environment }).then(
    async (server) => {
      await server.kill();
      return new TypeError('It started.');
    },
    (error: unknown) => error as Error,
  );
  expect(failure.message).toMatch(/^The server stopped with code 1: Passerby cannot start: [^\n]+\n$/);
  expect(failure.message).not.toMatch(/\bat .*:\d+/);
  return failure.message;
}

describe('a start that cannot be says why in one line and ends with exit code 1', () => {
  const SECRET = 'hunter2-hunter2';
  const VARIABLES: readonly (readonly [variable: string, value: string])[] = [
    ['PORT', 'eighty'],
    ['PORT', '65536'],
    ['DATABASE_URL', 'mysql://user:hunter2@localhost/x'],
    ['PASSERBY_SECRET', SECRET],
    ['PUBLIC_ORIGIN', 'my-shop.test'],
    ['CORS_ORIGINS', 'https://shop.example,*'],
    ['ACCESS_TOKEN_SECONDS', '0'],
    ['SESSION_IDLE_DAYS', '-1'],
    ['LOG_LEVEL', 'loud'],
  ];

  it.each(VARIABLES)('a bad %s, not repeating its value', async (variable, value) => {
    await using folder = await makeTempFolder();
    const said = await failedStart({ DATABASE_URL: folder.databaseUrl, [variable]: value });
    expect(said).toContain(variable);
    if (value.length > 6) expect(said).not.toContain(value);
    expect(said).not.toContain('hunter2');
  });

  it('data that is forgotten before the session that leads to it', async () => {
    await using folder = await makeTempFolder();
    expect(await failedStart({ DATABASE_URL: folder.databaseUrl, RETENTION_DAYS: '30', SESSION_IDLE_DAYS: '60' })).toContain('RETENTION_DAYS must be at least SESSION_IDLE_DAYS');
  });

  it('a database file that is not a database, which stays as it is', async () => {
    await using folder = await makeTempFolder();
    const path = join(folder.path, 'passerby.db');
    await writeFile(path, 'my diary, and long enough to be taken for a header. '.repeat(50));
    expect(await failedStart({ DATABASE_URL: folder.databaseUrl })).toContain(`The database file ${path} cannot be used: file is not a database.`);
  });

  it('a database path that is a folder', async () => {
    await using folder = await makeTempFolder();
    await mkdir(join(folder.path, 'passerby.db'));
    expect(await failedStart({ DATABASE_URL: folder.databaseUrl })).toContain('cannot be used');
  });

  it('a folder that is a file', async () => {
    await using folder = await makeTempFolder();
    await writeFile(join(folder.path, 'data'), '');
    expect(await failedStart({ DATABASE_URL: `file:${join(folder.path, 'data/passerby.db')}` })).toContain('cannot be used');
  });

  it('a secret that is not the one the keys were sealed with', async () => {
    await using folder = await makeTempFolder();
    const environment = { DATABASE_URL: folder.databaseUrl };
    await (await startServer({ environment })).stop();
    await rm(join(folder.path, 'secret'));
    expect(await failedStart(environment)).toMatch(/secret/i);
  });

  it('a port that is taken', async () => {
    await using folder = await makeTempFolder();
    await using server = await startServer({ environment: { DATABASE_URL: folder.databaseUrl } });
    const { port } = new URL(server.origin);
    expect(await failedStart({ DATABASE_URL: folder.databaseUrl, PORT: port })).toContain(`PORT ${port} is in use`);
  });
});

describe('a server', () => {
  it('loads neither an HTTP client, which would take 15 MB, nor the page of /docs, before somebody asks for it', async () => {
    await using folder = await makeTempFolder();
    const tell = 'console.error([...process.moduleLoadList, ...Object.keys(require.cache)].filter((name) => /undici|swagger/.test(name)))';
    const program = `import('./dist/server/main.js').then(() => { ${tell}; process.exit(); })`;
    const env = { DATABASE_URL: folder.databaseUrl, HOST: '127.0.0.1', PORT: '0' };
    const { stderr } = await promisify(execFile)(process.execPath, ['-e', program], { cwd: ROOT, env });
    expect(stderr).toBe('[]\n');
  });

  it('has, as it is built and with the flags of npm start, all that it loads later', async () => {
    await using folder = await makeTempFolder();
    await using server = await startServer({ flags: startFlags(), environment: { DATABASE_URL: folder.databaseUrl } });
    for (const path of ['/docs', '/docs/static/swagger-ui-bundle.js', '/openapi.json']) {
      const answer = await fetch(server.origin + path);
      expect([path, answer.status, (await answer.arrayBuffer()).byteLength > 500]).toEqual([path, 200, true]);
    }
    // The thread that copies the log stands beside it, under the name that it is started by.
    expect((await readFile(join(ROOT, 'dist/server/main.js'), 'utf8')).includes('`checkpoint-thread${')).toBe(true);
    const thread = new Worker(join(ROOT, 'dist/server/checkpoint-thread.js'), { workerData: join(folder.path, 'passerby.db') });
    thread.postMessage(false);
    const [copied] = await once(thread, 'message');
    expect(copied).toMatchObject({ logPages: expect.toSatisfy((pages: number) => pages > 0) });
    await thread.terminate();
  });

  it('is built without a character that would make V8 keep its text in two bytes each', async () => {
    const names = (await readdir(join(ROOT, 'dist/server'))).filter((name) => name.endsWith('.js'));
    expect(names).toContain('main.js');
    for (const name of names) expect([name, /[^\u0000-\u00ff]/u.exec(await readFile(join(ROOT, 'dist/server', name), 'utf8'))]).toEqual([name, null]);
  });
});
