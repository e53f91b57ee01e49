/**
 * What an export costs: `node bench/export.ts [actions]`. One visitor downloads everything over HTTP while the memory of
 * the server is watched and another visitor goes on calling.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import BetterSqlite3 from 'better-sqlite3';

const SAMPLE_MS = 100;
const MIB = 1024 * 1024;

const actions = Number(process.argv[2] ?? 1_000_000);
const folder = mkdtempSync(join(tmpdir(), 'passerby-export-'));
const environment = { DATABASE_URL: `file:${join(folder, 'passerby.db')}`, PASSERBY_SECRET: randomBytes(48).toString('base64'), LOG_LEVEL: 'error', PORT: '0' };

interface Login {
  readonly anonId: string;
  readonly accessToken: string;
}

async function logIn(origin: string): Promise<Login> {
  const answer = await fetch(`${origin}/trpc/anon.login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
  const { result } = (await answer.json()) as { result: { data: Login } };
  return result.data;
}

function seedActions(anonId: string): void {
  const database = new BetterSqlite3(join(folder, 'passerby.db'));
  database.pragma('synchronous = OFF');
  database
    .prepare(`insert into action (anon_id, seq, id, action, item_id, created_at) with recursive n(i) as (select 1 union all select i + 1 from n where i < ?)
      select ?, i, 'action-' || i, 'looked at it again', 'fountain-pen', 1700000000000 + i from n`)
    .run(actions, anonId);
  database.pragma('wal_checkpoint(truncate)');
  database.close();
}

async function rssMib(child: ChildProcess): Promise<number> {
  child.send('memory');
  const [{ rssBytes }] = (await once(child, 'message')) as [{ rssBytes: number }];
  return rssBytes / MIB;
}

async function get(url: string, { accessToken }: Login): Promise<Response> {
  const answer = await fetch(url, { headers: { authorization: `Bearer ${accessToken}` } });
  if (answer.status !== 200) throw new TypeError(`${url} was answered with ${answer.status}`);
  return answer;
}

try {
  const child = fork(join(import.meta.dirname, 'retention-server.ts'), { env: { ...environment, PATH: process.env['PATH'] } });
  const [{ address: origin }] = (await once(child, 'message')) as [{ address: string }];
  const [visitor, other] = [await logIn(origin), await logIn(origin)];
  seedActions(visitor.anonId);
  for (let warm = 0; warm < 200; warm += 1) await (await get(`${origin}/trpc/items.list`, other)).text();
  const before = await rssMib(child);
  let [bytes, peak, isOver] = [0, before, false];
  const latencies: number[] = [];
  const watch = (async () => {
    while (!isOver) {
      peak = Math.max(peak, await rssMib(child));
      const beganMs = performance.now();
      await (await get(`${origin}/trpc/items.list`, other)).text();
      latencies.push(performance.now() - beganMs);
      await sleep(SAMPLE_MS);
    }
  })();
  const beganMs = performance.now();
  for await (const piece of (await get(`${origin}/privacy/export`, visitor)).body ?? []) bytes += piece.length;
  const seconds = (performance.now() - beganMs) / 1000;
  isOver = true;
  await watch;
  const longest = Math.max(...latencies).toFixed(0);
  process.stdout.write(
    `${actions} actions: ${(bytes / MIB).toFixed(0)} MiB in ${seconds.toFixed(1)} s; server memory ${before.toFixed(0)} MiB before, ${peak.toFixed(0)} MiB at its peak; other calls took ${longest} ms at most\n`,
  );
  child.send('stop');
  await once(child, 'exit');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
