import { statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask } from './connection.ts';
import { type Contestant, useAllTokens } from './contestant.ts';
import { type GrownFile, growFile, readVisitors, writeVisitors } from './growth-seed.ts';
import { type Machine, SERVER_CORE } from './machine.ts';
import { measure } from './measure.ts';
import { PASSERBY } from './peers.ts';
import type { Plan } from './plan.ts';
import type { Growth, GrowthStage, Sample } from './results.ts';
import { listItemIds, ACTIONS_PER_VISITOR } from './seed.ts';
import { freePort, ServerProcess } from './server-process.ts';
import type { Scenario } from './scenarios.ts';
import type { Visitor } from './wire/wire.ts';

const CALLED: readonly Scenario[] = ['list', 'addAction'];

interface Stage {
  readonly visitors: number;
  readonly file: GrownFile;
  readonly startUpMs: readonly number[];
  readonly contestant: Contestant;
  readonly samples: Partial<Record<Scenario, Sample[]>>;
}

/** Passerby on a small and on a large database, both alive, loaded in turn by as many visitors. */
export async function measureGrowth(plan: Plan, machine: Machine): Promise<Growth> {
  const folder = join(tmpdir(), 'passerby-bench-cache');
  const stages: Stage[] = [];
  try {
    for (const visitors of [plan.visitors, plan.grownVisitors]) stages.push(await open(folder, visitors, plan));
    for (let round = 0; round < plan.roundsFull; round++) await runRound(stages, plan, round);
    return { machine, stages: stages.map(conclude) };
  } finally {
    for (const { contestant } of stages) for (const server of contestant.servers) await server.stop('SIGTERM');
  }
}

async function open(folder: string, visitors: number, plan: Plan): Promise<Stage> {
  const file = await growFile(folder, visitors, plan.visitors);
  const startUpMs: number[] = [];
  for (let start = 0; start < plan.startUps; start++) {
    const server = await startOn(file);
    startUpMs.push(server.startUpMs);
    await server.stop('SIGTERM');
  }
  const server = await startOn(file);
  const callers = await refreshAll(server.port, file);
  const contestant: Contestant = {
    name: `${visitors} visitors`,
    wire: PASSERBY.wire,
    servers: [server],
    visitors: callers,
    itemIds: listItemIds(file.path),
    databasePath: file.path,
    actionsOwed: 0,
  };
  await useAllTokens(contestant);
  return { visitors, file, startUpMs, contestant, samples: {} };
}

async function startOn(file: GrownFile): Promise<ServerProcess> {
  return ServerProcess.start(PASSERBY.command(file.path, 'FULL'), { port: await freePort(), logPath: join(file.home, 'log'), core: SERVER_CORE });
}

async function refreshAll(port: number, file: GrownFile): Promise<Visitor[]> {
  const { wire } = PASSERBY;
  const refreshed: Visitor[] = [];
  for (const { refreshToken } of readVisitors(file)) {
    const { status, body } = await ask(port, wire.trpc?.refresh(refreshToken) ?? '');
    if (status !== 200) throw new Error(`The kept tokens are no longer good (${body.slice(0, 200)}): delete ${file.home}`);
    refreshed.push(wire.readLogin(body));
  }
  writeVisitors(file, refreshed);
  return refreshed;
}

async function runRound(stages: readonly Stage[], plan: Plan, round: number): Promise<void> {
  for (const scenario of CALLED) {
    for (const { contestant, samples } of round % 2 === 0 ? stages : stages.toReversed()) {
      const warmUp = Math.ceil(plan.warmUp * (round === 0 ? 2 : 0.5));
      const sample = await measure(contestant, scenario, { warmUp, count: plan.count });
      if (sample === null) continue;
      (samples[scenario] ??= []).push(sample);
      console.error(`growth ${round + 1}/${plan.roundsFull}  ${contestant.name} ${scenario}: ${sample.cpuUs.toFixed(1)} µs`);
    }
  }
}

function conclude({ visitors, file, startUpMs, samples }: Stage): GrowthStage {
  return { visitors, actions: visitors * ACTIONS_PER_VISITOR, fileMib: Math.round(statSync(file.path).size / 2 ** 20), startUpMs, saturated: samples };
}
