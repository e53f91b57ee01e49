import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, it, vi } from 'vitest';
import { runCommand, startCommand } from '../support/command.ts';
import { createManyVisitors } from '../support/many-visitors.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { createTestApp } from '../support/test-app.ts';

// Each run starts a process and loads the whole server, on a machine that may be busy with other tests.
vi.setConfig({ testTimeout: 120_000 });

/** A sweep of so many takes two seconds. */
const VISITORS = 6_000;

/** util-linux's `prlimit` takes the right to write from a running process. */
const HAS_LIMITS = process.platform === 'linux' && spawnSync('prlimit', ['--version']).status === 0;

/** A database of visitors who are all due, the command on it, and a connection beside it. */
async function makeGround() {
  const folder = await makeTempFolder();
  const environment = { DATABASE_URL: folder.databaseUrl, PASSERBY_SECRET: 'secret-of-the-sweep-tests-0123456789abcdef', RETENTION_MIN_COUNT: String(VISITORS) };
  {
    await using app = await createTestApp(environment);
    await createManyVisitors(app, VISITORS, VISITORS);
  }
  const database = new BetterSqlite3(join(folder.path, 'passerby.db'), { timeout: 10_000 });
  const visitors = database.prepare<[], number>('select count(*) from anon_user').pluck();
  return {
    environment,
    countVisitors: () => visitors.get() ?? 0,
    /** Starts a sweep, and does `work` while some visitors are gone, others are not and no step can begin. */
    interruptSweep: async (work: (pid: number) => void) => {
      const { child, result } = startCommand(environment, 'sweep', '--yes', '--json');
      await expect.poll(() => visitors.get(), { timeout: 60_000, interval: 5 }).toBeLessThan(VISITORS);
      database.exec('begin immediate');
      work(child.pid ?? 0);
      database.exec('rollback');
      return parseResult(await result);
    },
    sweep: async () => parseResult(await runCommand(environment, 'sweep', '--yes', '--json')),
    [Symbol.asyncDispose]: async () => {
      database.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

function parseResult({ stdout, ...result }: { readonly code: number | null; readonly stdout: string; readonly stderr: string }) {
  const { outcome, removed } = JSON.parse(stdout) as Readonly<Record<string, unknown>>;
  return { ...result, outcome, removed };
}

describe('passerby sweep, interrupted', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('by %s exits with 1, keeps what it has done, and the next one does the rest', async (signal) => {
    await using ground = await makeGround();
    const stopped = await ground.interruptSweep((pid) => process.kill(pid, signal));
    const left = ground.countVisitors();
    expect(left).toBeGreaterThan(0);
    expect(stopped).toEqual({ code: 1, stderr: '', outcome: 'stopped', removed: VISITORS - left });
    expect(await ground.sweep()).toEqual({ code: 0, stderr: '', outcome: 'done', removed: left });
    expect(ground.countVisitors()).toBe(0);
  });

  it.runIf(HAS_LIMITS)('by a disk that takes nothing more exits with 1, and keeps what it has done', async () => {
    await using ground = await makeGround();
    const failed = await ground.interruptSweep((pid) => void spawnSync('prlimit', ['--pid', String(pid), '--fsize=0']));
    const left = ground.countVisitors();
    expect(left).toBeGreaterThan(0);
    expect(failed).toEqual({ code: 1, stderr: '', outcome: 'failed', removed: VISITORS - left });
  });
});
