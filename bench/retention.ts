/**
 * What the retention sweep costs: `node bench/retention.ts [visitors] [old|spread] [folder]`. A tenth of the visitors is
 * due. Other requests are sent at a fixed rate while the sweep runs and while it rests, in turns of 2.5 seconds, so that
 * whatever else the machine does is felt by both. A latency counts from the intended start.
 */
import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { totalOf } from '../server/privacy/visitor-data.ts';
import type { SweepReport } from '../shared/retention.schema.ts';
import { startFlags } from '../tools/start-flags.ts';
import { bodyOf, Connection } from './connection.ts';
import { calmGenerator } from './machine.ts';
import { percentile } from './statistics.ts';
import { trpcWire } from './wire/trpc-wire.ts';

const CALLERS = 200;
const CONNECTIONS = 64;
const RATE = 200;
const SLICE_MS = 2_500;

const visitors = Number(process.argv[2] ?? 1_000_000);
const due = process.argv[3] ?? 'old';
const folder = mkdtempSync(join(process.argv[4] ?? tmpdir(), 'passerby-retention-'));
const path = join(folder, 'passerby.db');
// Those limits keep the server from sweeping by itself while more than one in a hundred is due.
const environment = { DATABASE_URL: `file:${path}`, PASSERBY_SECRET: randomBytes(48).toString('base64'), LOG_LEVEL: 'silent', PORT: '0', RETENTION_MAX_PERCENT: '1', RETENTION_MIN_COUNT: '0' };
const env = { ...environment, PATH: process.env['PATH'] };

function program(name: string): string {
  return join(import.meta.dirname, name);
}

/** One call on a connection that nobody uses; resolves to the body of its answer. */
async function call(free: Connection[], request: string): Promise<string> {
  const connection = free.shift();
  if (connection === undefined) throw new TypeError('More calls are under way than there are connections');
  const answer = await connection.ask(request);
  free.push(connection);
  if (answer.status !== 200) throw new TypeError(`A call was answered with ${answer.status}`);
  return bodyOf(answer);
}

/** Sends reads and writes in turn at a fixed rate until `isOver`; resolves to the latencies in milliseconds. */
async function load(free: Connection[], requests: readonly string[], isOver: () => boolean): Promise<number[]> {
  const latencies: number[] = [];
  const calls: Promise<void>[] = [];
  const began = performance.now();
  for (let index = 0; !isOver(); index += 1) {
    const due = began + (index * 1000) / RATE;
    const waitMs = due - performance.now();
    if (waitMs > 0) await sleep(waitMs);
    calls.push(call(free, requests[index % requests.length] ?? '').then(() => void latencies.push(performance.now() - due)));
  }
  await Promise.all(calls);
  return latencies;
}

interface Slice {
  readonly report: SweepReport;
  readonly countedMs: number;
}

function describe(name: string, latencies: readonly number[]): void {
  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number) => percentile(sorted, share).toFixed(1);
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

/** Reads and writes of new visitors, in turn. */
async function logIn(free: Connection[]): Promise<string[]> {
  const requests: string[] = [];
  for (let index = 0; index < CALLERS; index += 1) {
    const { accessToken } = trpcWire.readLogin(await call(free, trpcWire.login()));
    requests.push(trpcWire.list(accessToken), trpcWire.addAction(accessToken, { action: 'like', itemId: 'fountain-pen' }));
  }
  return requests;
}

let free: Connection[] = [];
calmGenerator();
try {
  execFileSync(process.execPath, [program('retention-file.ts'), path, String(visitors), due], { env });
  const child = fork(program('retention-server.ts'), { execArgv: startFlags(), env });
  const [{ address }] = (await once(child, 'message')) as [{ address: string }];
  free = await Promise.all(Array.from({ length: CONNECTIONS }, () => Connection.open(Number(new URL(address).port))));
  const requests = await logIn(free);
  await load(free, requests, during(SLICE_MS));
  const resting: number[] = [];
  const sweeping: number[] = [];
  const slices: Slice[] = [];
  while (slices.at(-1)?.report.outcome !== 'done') {
    resting.push(...(await load(free, requests, during(SLICE_MS))));
    let isOver = false;
    const swept = ask<Slice>(child, 'sweep').finally(() => (isOver = true));
    sweeping.push(...(await load(free, requests, () => isOver)));
    slices.push(await swept);
  }
  describe('resting', resting);
  describe('sweeping', sweeping);
  const sum = (pick: (slice: Slice) => number) => slices.reduce((total, slice) => total + pick(slice), 0);
  const most = (pick: (slice: Slice) => number) => Math.max(...slices.map(pick)).toFixed(1);
  const removed = sum(({ report }) => report.removed);
  const countedMs = slices[0]?.countedMs ?? 0;
  const seconds = (countedMs + sum(({ report, countedMs: repeatedMs }) => report.durationMs - repeatedMs)) / 1000;
  const rows = sum(({ report }) => totalOf(report.rows));
  const perSecond = Math.round(rows / seconds).toLocaleString('en');
  process.stdout.write(
    `${removed} of ${visitors} visitors, ${rows} rows in ${seconds.toFixed(1)} s, ${(countedMs / 1000).toFixed(1)} of them counting: ${perSecond} rows/s; longest step ${most(({ report }) => report.longestStepMs)} ms, longest commit ${most(({ report }) => report.longestCommitMs)} ms\n`,
  );
  const again = await ask<{ report: SweepReport }>(child, 'sweep');
  process.stdout.write(`again, with nobody due among ${visitors - removed}: ${again.report.durationMs.toFixed(1)} ms\n`);
  child.send('stop');
  await once(child, 'exit');
} finally {
  for (const connection of free) connection.close();
  rmSync(folder, { recursive: true, force: true });
}
