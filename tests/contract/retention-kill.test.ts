import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Store } from '../../server/database/store.ts';
import { PAGE_VISITORS } from '../../server/retention/sweep-pace.ts';
import { DATABASES } from '../support/databases.ts';
import { ACTIONS_EACH, createManyVisitors } from '../support/many-visitors.ts';
import { createTestApp } from '../support/test-app.ts';

const SWEEP = join(import.meta.dirname, '../support/sweep-once.ts');
const VISITORS = 3_000;
const STAY = 500;
const REMOVED_BEFORE_KILL = 300;

async function count({ db }: Store, table: string): Promise<number> {
  const { rows } = await sql<{ rows: number }>`select count(*) as rows from ${sql.table(table)}`.execute(db);
  return rows[0]?.rows ?? 0;
}

/** PostgreSQL notices the death of a client after the statement it is in. */
async function isNobodyWriting({ db, dialect }: Store): Promise<boolean> {
  if (dialect === 'sqlite') return true;
  const others = sql<{ pid: number }>`select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null`;
  return (await others.execute(db)).rows.length === 0;
}

/** Who has a session has all of their rows; the others, a page at most, are marked, so that the next sweep takes them first. */
async function assertWholeOrNobody({ db }: Store): Promise<void> {
  const { rows } = await sql<{ sessions: number; actions: number; is_marked: number; visitors: number }>`
    select sessions, actions, is_marked, count(*) as visitors from (
      select case last_activity_at when 0 then 1 else 0 end as is_marked,
        (select count(*) from session where session.anon_id = anon_user.anon_id) as sessions,
        (select count(*) from action where action.anon_id = anon_user.anon_id) as actions
      from anon_user
    ) as visitor group by sessions, actions, is_marked
  `.execute(db);
  const kinds = rows.map(({ sessions, actions, is_marked: isMarked }) => ({ sessions, isMarked, isWhole: actions === ACTIONS_EACH }));
  for (const kind of kinds) expect([{ ...kind, sessions: 1, isMarked: 0, isWhole: true }, { ...kind, sessions: 0, isMarked: 1 }]).toContainEqual(kind);
  const nobodies = rows.filter((row) => row.is_marked === 1).reduce((total, row) => total + Number(row.visitors), 0);
  expect(nobodies).toBeLessThanOrEqual(PAGE_VISITORS);
}

async function assertSound({ db, dialect }: Store): Promise<void> {
  if (dialect !== 'sqlite') return;
  expect((await sql`pragma integrity_check`.execute(db)).rows).toEqual([{ integrity_check: 'ok' }]);
  expect((await sql`pragma foreign_key_check`.execute(db)).rows).toEqual([]);
}

describe.each(DATABASES)('a sweeper on $name that is killed', (database) => {
  it('leaves every visitor whole or nobody, and the next sweep goes on', { timeout: 180_000 }, async () => {
    await using home = await database.migrated();
    const environment = { DATABASE_URL: home.url, PASSERBY_SECRET: randomBytes(48).toString('base64'), RETENTION_MIN_COUNT: '100000' };
    {
      await using app = await createTestApp(environment);
      await createManyVisitors(app, VISITORS, VISITORS - STAY);
    }
    const store = home.open();
    for (let kill = 0, left = VISITORS; kill < 3; kill += 1) {
      const child = spawn(process.execPath, [SWEEP], { env: { ...environment, PATH: process.env['PATH'], LOG_LEVEL: 'silent' }, stdio: 'ignore' });
      const exit = once(child, 'exit');
      while ((await count(store, 'anon_user')) > left - REMOVED_BEFORE_KILL) await sleep(1);
      child.kill('SIGKILL');
      await exit;
      await expect.poll(() => isNobodyWriting(store), { timeout: 20_000 }).toBe(true);
      left = await count(store, 'anon_user');
      expect(left).toBeGreaterThan(STAY);
      await assertSound(store);
      await assertWholeOrNobody(store);
      // The lease of a killed process runs out by time; here it is taken away instead.
      await store.write((trx) => trx.updateTable('sweep').set({ leased_until: 0 }).execute());
    }
    await using app = await createTestApp(environment);
    expect(await app.app.retention.sweep()).toMatchObject({ outcome: 'done' });
    expect(await count(store, 'anon_user')).toBe(STAY);
    expect(await count(store, 'action')).toBe(ACTIONS_EACH * STAY);
  });
});
