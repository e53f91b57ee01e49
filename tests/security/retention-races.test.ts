import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { ACTIONS_EACH, createManyVisitors } from '../support/many-visitors.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { createTestApp } from '../support/test-app.ts';

const SWEEP = join(import.meta.dirname, '../support/sweep-once.ts');
const VISITORS = 3_000;
const STAY = 500;
const REMOVED_BEFORE_KILL = 300;

describe('a sweeper that is killed', () => {
  it('leaves every visitor whole or gone, and the next sweep goes on', { timeout: 180_000 }, async () => {
    await using folder = await makeTempFolder();
    const path = join(folder.path, 'passerby.db');
    const environment = { DATABASE_URL: folder.databaseUrl, PASSERBY_SECRET: randomBytes(48).toString('base64'), RETENTION_MIN_COUNT: '100000' };
    {
      await using app = await createTestApp(environment);
      await createManyVisitors(app, VISITORS, VISITORS - STAY);
    }
    const database = new BetterSqlite3(path);
    const count = (table: string) => database.prepare(`select count(*) from ${table}`).pluck().get() as number;
    for (let kill = 0, left = VISITORS; kill < 3; kill += 1) {
      const child = spawn(process.execPath, [SWEEP], { env: { ...environment, PATH: process.env['PATH'], LOG_LEVEL: 'silent' }, stdio: 'ignore' });
      const exit = once(child, 'exit');
      while (count('anon_user') > left - REMOVED_BEFORE_KILL) await sleep(1);
      child.kill('SIGKILL');
      await exit;
      left = count('anon_user');
      expect(left).toBeGreaterThan(STAY);
      expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
      expect(database.pragma('foreign_key_check')).toEqual([]);
      expect({ sessions: count('session'), actions: count('action') }).toEqual({ sessions: left, actions: ACTIONS_EACH * left });
      // The lease of a killed process runs out by time; here it is taken away instead.
      database.prepare('update sweep set leased_until = 0').run();
    }
    database.close();
    await using app = await createTestApp(environment);
    expect(await app.app.retention.sweep()).toMatchObject({ outcome: 'done' });
    expect(await app.app.store.db.selectFrom('anon_user').select('anon_id').execute()).toHaveLength(STAY);
    expect(await app.app.store.db.selectFrom('action').select('seq').execute()).toHaveLength(ACTIONS_EACH * STAY);
  });
});
