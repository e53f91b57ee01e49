import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Worker } from 'node:worker_threads';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openSqlite } from '../../server/database/sqlite.ts';
import { makeTempFolder } from '../support/temp-folder.ts';

const ROOT = join(import.meta.dirname, '../..');
const SECRET = 'a secret of tests, long enough and varied: 0123456789';

/** Holds a new file, which is not in WAL mode yet, for half a second. Opening blocks, so this is a thread of its own. */
const HOLDER = `
  const { parentPort, workerData } = require('node:worker_threads');
  const database = new (require(workerData.module))(workerData.path);
  database.exec('begin exclusive; create table made (id)');
  parentPort.postMessage('held');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
  database.exec('commit');
  database.close();
`;

interface Outcome {
  readonly stored: readonly string[];
  readonly refusals: readonly string[];
}

/** Runs `visitors` visitors of 20 actions each in a process of its own. */
async function visitInProcess(databaseUrl: string, visitors: number): Promise<Outcome> {
  const child = spawn(process.execPath, ['tests/support/writing-process.ts', String(visitors), '20'], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], DATABASE_URL: databaseUrl, PASSERBY_SECRET: SECRET },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [said, complaint] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (child.exitCode !== 0) throw new Error(complaint);
  return JSON.parse(said) as Outcome;
}

describe('processes on one SQLite file', () => {
  it('start on it together while there is none, write as fast as they can, and no error reaches a visitor', { timeout: 60_000 }, async () => {
    await using folder = await makeTempFolder();
    const outcomes = await Promise.all(Array.from({ length: 3 }, () => visitInProcess(folder.databaseUrl, 25)));
    expect(outcomes.flatMap(({ refusals }) => refusals)).toEqual([]);
    const file = new BetterSqlite3(folder.databaseUrl.slice('file:'.length), { readonly: true });
    const ids = file.prepare('select id from action order by id').pluck().all();
    const integrity = file.pragma('integrity_check', { simple: true });
    file.close();
    expect(ids).toEqual(outcomes.flatMap(({ stored }) => stored).sort());
    expect(ids).toHaveLength(3 * 25 * 20);
    expect(integrity).toBe('ok');
  });

  it('wait for another that is making the file', async () => {
    await using folder = await makeTempFolder();
    const path = folder.databaseUrl.slice('file:'.length);
    const holder = new Worker(HOLDER, { eval: true, workerData: { path, module: createRequire(import.meta.url).resolve('better-sqlite3') } });
    await once(holder, 'message');
    const store = openSqlite(path);
    await store.write(() => Promise.resolve());
    await store.close();
    await holder.terminate();
  });

  it('wait for a stranger who holds the file now and then', { timeout: 60_000 }, async () => {
    await using folder = await makeTempFolder();
    await visitInProcess(folder.databaseUrl, 1);
    const stranger = new BetterSqlite3(folder.databaseUrl.slice('file:'.length), { timeout: 5_000 });
    const holding = setInterval(() => {
      stranger.exec('begin immediate');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
      stranger.exec('commit');
    }, 400);
    const { stored, refusals } = await visitInProcess(folder.databaseUrl, 20).finally(() => clearInterval(holding));
    stranger.close();
    expect({ stored: stored.length, refusals }).toEqual({ stored: 400, refusals: [] });
  });
});
