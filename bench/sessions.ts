import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { type App, createApp } from '../server/app.ts';
import { loadConfig } from '../server/config.ts';
import type { TokenResponse } from '../shared/anon.schema.ts';

/** What a session costs inside the process, without HTTP: node bench/sessions.ts */

const OPERATIONS = 2_000;
const WARM_UP = 500;
const AT_ONCE = 16;

interface Row {
  readonly what: string;
  readonly cpuMicros: number;
  readonly wallMicros: number;
}

function configOn(url: string) {
  return loadConfig({ DATABASE_URL: url, PASSERBY_SECRET: randomBytes(48).toString('base64'), LOG_LEVEL: 'silent' });
}

/** CPU of all threads and wall time for each operation, `AT_ONCE` of them under way. */
async function measure(what: string, operation: (index: number) => Promise<unknown>): Promise<Row> {
  let next = 0;
  const run = async (until: number) => {
    while (next < until) await operation(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, () => run(WARM_UP)));
  const [cpu, started] = [process.cpuUsage(), performance.now()];
  await Promise.all(Array.from({ length: AT_ONCE }, () => run(WARM_UP + OPERATIONS)));
  const { user, system } = process.cpuUsage(cpu);
  return { what, cpuMicros: (user + system) / OPERATIONS, wallMicros: ((performance.now() - started) * 1000) / OPERATIONS };
}

async function measureStart(): Promise<Row> {
  const url = 'file::memory:';
  await (await createApp(configOn(url))).close();
  const [cpu, started, count] = [process.cpuUsage(), performance.now(), 20];
  for (let index = 0; index < count; index += 1) await (await createApp(configOn(url))).close();
  const { user, system } = process.cpuUsage(cpu);
  return { what: 'start of an app on a database in memory', cpuMicros: (user + system) / count, wallMicros: ((performance.now() - started) * 1000) / count };
}

async function measureSessions(app: App): Promise<Row[]> {
  const anonymous = app.caller(null);
  const sessions: TokenResponse[] = [];
  for (let index = 0; index < WARM_UP + OPERATIONS; index += 1) sessions.push(await anonymous.anon.login());
  const at = (index: number): TokenResponse => sessions[index % sessions.length] ?? fail();
  for (const { accessToken } of sessions) await app.caller(accessToken).anon.me();
  const [first] = sessions;
  const warm = await measure('verified call (anon.me), token remembered', () => app.caller((first ?? fail()).accessToken).anon.me());
  const refresh = await measure('anon.refresh', async (index) => {
    sessions[index % sessions.length] = await anonymous.anon.refresh({ refreshToken: at(index).refreshToken });
  });
  const firstUse = await measure('verified call, token never seen, first use of its generation', (index) => app.caller(at(index).accessToken).anon.me());
  const cold = await measureCold(app, sessions);
  const login = await measure('anon.login', () => anonymous.anon.login());
  return [warm, cold, firstUse, refresh, login];
}

/** New tokens of generations that were used already: issued by a login that is repeated with its key. */
async function measureCold(app: App, sessions: readonly TokenResponse[]): Promise<Row> {
  const tokens: string[] = [];
  for (const [index] of sessions.entries()) {
    const idempotencyKey = `bench-${String(index).padStart(20, '0')}`;
    const { accessToken } = await app.caller(null).anon.login({ idempotencyKey });
    await app.caller(accessToken).anon.me();
    tokens.push((await app.caller(null).anon.login({ idempotencyKey })).accessToken);
  }
  return measure('verified call, token never seen', (index) => app.caller(tokens[index] ?? fail()).anon.me());
}

async function countRowsAfterRotations(app: App): Promise<number> {
  const anonymous = app.caller(null);
  let tokens = await anonymous.anon.login();
  for (let round = 0; round < 1_000; round += 1) tokens = await anonymous.anon.refresh({ refreshToken: tokens.refreshToken });
  const rows = await app.store.db.selectFrom('session').select('session_id').where('anon_id', '=', tokens.anonId).execute();
  return rows.length;
}

function fail(): never {
  throw new TypeError('there are as many tokens as operations');
}

const folder = mkdtempSync(join(tmpdir(), 'passerby-bench-'));
try {
  await using app = await createApp(configOn(`file:${join(folder, 'passerby.db')}`));
  const rows = [...(await measureSessions(app)), await measureStart()];
  const lines = rows.map(({ what, cpuMicros, wallMicros }) => `| ${what} | ${Math.round(cpuMicros)} | ${Math.round(wallMicros)} |`);
  process.stdout.write(`| | CPU, µs | wall, µs |\n|---|---:|---:|\n${lines.join('\n')}\n\n`);
  process.stdout.write(`Rows of a session after 1,000 rotations: ${await countRowsAfterRotations(app)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
