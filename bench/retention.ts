/**
 * What the retention sweep costs: `node bench/retention.ts [visitors] [old|spread] [folder]`. A tenth of the visitors is
 * due. Other requests are sent at a fixed rate while the sweep runs and while it rests, in turns of 2.5 seconds, so that
 * whatever else the machine does is felt by both. A latency counts from the intended start.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createApp } from '../server/app.ts';
import { loadConfig } from '../server/config.ts';
import type { SweepReport } from '../shared/retention.schema.ts';
import { ROWS_PER_VISITOR, seedVisitors } from './retention-seed.ts';

const CALLERS = 200;
const RATE = 200;
const SLICE_MS = 2_500;

const visitors = Number(process.argv[2] ?? 1_000_000);
const due = process.argv[3] === 'spread' ? 'spread' : 'old';
const folder = mkdtempSync(join(process.argv[4] ?? tmpdir(), 'passerby-retention-'));
// Those limits keep the server from sweeping by itself while more than one in a hundred is due.
const environment = { DATABASE_URL: `file:${join(folder, 'passerby.db')}`, PASSERBY_SECRET: randomBytes(48).toString('base64'), LOG_LEVEL: 'silent', PORT: '0', RETENTION_MAX_PERCENT: '1', RETENTION_MIN_COUNT: '0' };
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** One call; resolves to its status. */
function call(url: string, token: string, body: string | null): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, ...(body !== null && { 'content-type': 'application/json' }) };
    const sent = request(url, { agent, method: body === null ? 'GET' : 'POST', headers }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode ?? 0));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Sends reads and writes in turn at a fixed rate until `isOver`; resolves to the latencies in milliseconds. */
async function load(origin: string, tokens: readonly string[], isOver: () => boolean): Promise<number[]> {
  const latencies: number[] = [];
  const calls: Promise<void>[] = [];
  const began = performance.now();
  for (let index = 0; !isOver(); index += 1) {
    const due = began + (index * 1000) / RATE;
    const waitMs = due - performance.now();
    if (waitMs > 0) await sleep(waitMs);
    const token = tokens[index % tokens.length] ?? '';
    const sent = index % 2 === 0 ? call(`${origin}/trpc/items.list`, token, null) : call(`${origin}/trpc/items.addAction`, token, '{"action":"like"}');
    calls.push(
      sent.then((status) => {
        if (status !== 200) throw new TypeError(`A call was answered with ${status}`);
        latencies.push(performance.now() - due);
      }),
    );
  }
  await Promise.all(calls);
  return latencies;
}

interface Slice {
  readonly report: SweepReport;
  readonly countedMs: number;
}

function describe(name: string, latencies: number[]): void {
  latencies.sort((a, b) => a - b);
  const at = (share: number) => (latencies[Math.floor(share * (latencies.length - 1))] ?? 0).toFixed(1);
  process.stdout.write(`${name.padEnd(8)} ${latencies.length} calls   p50 ${at(0.5)}   p99 ${at(0.99)}   max ${at(1)} ms\n`);
}

async function ask<T>(child: ChildProcess, message: string): Promise<T> {
  child.send(message);
  const [answer] = (await once(child, 'message')) as [T];
  return answer;
}

function during(ms: number): () => boolean {
  const until = performance.now() + ms;
  return () => performance.now() >= until;
}

async function logIn(origin: string): Promise<string[]> {
  const tokens: string[] = [];
  for (let index = 0; index < CALLERS; index += 1) {
    const answer = await fetch(`${origin}/trpc/anon.login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
    const { result } = (await answer.json()) as { result: { data: { accessToken: string } } };
    tokens.push(result.data.accessToken);
  }
  return tokens;
}

try {
  await (await createApp(loadConfig(environment))).close();
  seedVisitors({ path: join(folder, 'passerby.db'), visitors, due, now: Date.now() });
  const child = fork(join(import.meta.dirname, 'retention-server.ts'), { env: { ...environment, PATH: process.env['PATH'] } });
  const [{ address: origin }] = (await once(child, 'message')) as [{ address: string }];
  const tokens = await logIn(origin);
  await load(origin, tokens, during(SLICE_MS));
  const resting: number[] = [];
  const sweeping: number[] = [];
  const slices: Slice[] = [];
  while (slices.at(-1)?.report.outcome !== 'done') {
    resting.push(...(await load(origin, tokens, during(SLICE_MS))));
    let isOver = false;
    const swept = ask<Slice>(child, 'sweep').finally(() => (isOver = true));
    sweeping.push(...(await load(origin, tokens, () => isOver)));
    slices.push(await swept);
  }
  describe('resting', resting);
  describe('sweeping', sweeping);
  const sum = (pick: (slice: Slice) => number) => slices.reduce((total, slice) => total + pick(slice), 0);
  const most = (pick: (slice: Slice) => number) => Math.max(...slices.map(pick)).toFixed(1);
  const removed = sum(({ report }) => report.removed);
  const countedMs = slices[0]?.countedMs ?? 0;
  const seconds = (countedMs + sum(({ report, countedMs: repeatedMs }) => report.durationMs - repeatedMs)) / 1000;
  const perSecond = Math.round((removed * ROWS_PER_VISITOR) / seconds).toLocaleString('en');
  process.stdout.write(
    `${removed} of ${visitors} visitors, ${removed * ROWS_PER_VISITOR} rows in ${seconds.toFixed(1)} s, ${(countedMs / 1000).toFixed(1)} of them counting: ${perSecond} rows/s; longest step ${most(({ report }) => report.longestStepMs)} ms, longest commit ${most(({ report }) => report.longestCommitMs)} ms\n`,
  );
  const again = await ask<{ report: SweepReport }>(child, 'sweep');
  process.stdout.write(`again, with nobody due among ${visitors - removed}: ${again.report.durationMs.toFixed(1)} ms\n`);
  child.send('stop');
  await once(child, 'exit');
} finally {
  agent.destroy();
  rmSync(folder, { recursive: true, force: true });
}
