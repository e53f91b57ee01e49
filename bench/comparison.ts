import { type Contestant, enter, leave } from './contestant.ts';
import type { Machine } from './machine.ts';
import { measure, measureOffered, OFFERED_PER_SECOND } from './measure.ts';
import type { Durability, Peer, PeerList } from './peers.ts';
import type { Plan } from './plan.ts';
import type { Comparison, PeerResult, Sample } from './results.ts';
import { callsOf, type Scenario, SCENARIOS } from './scenarios.ts';

interface ComparisonOptions {
  readonly plan: Plan;
  readonly list: PeerList;
  readonly machine: Machine;
  readonly folder: string;
  readonly durability: Durability;
}

interface Entry {
  readonly peer: Peer;
  readonly contestant: Contestant;
  readonly saturated: Partial<Record<Scenario, Sample[]>>;
  readonly offered: Partial<Record<Scenario, Sample[]>>;
}

const WRITING: readonly Scenario[] = ['login', 'addAction', 'batchAdd'];
const OFFERED: readonly Scenario[] = ['list', 'addAction'];

/** All peers alive at once, one of them loaded at a time, in an order that moves on with every scenario and round. */
export async function compare(options: ComparisonOptions): Promise<Comparison> {
  const { plan, list, machine, folder, durability } = options;
  const entries: Entry[] = [];
  try {
    for (const peer of list.peers) {
      say(`${durability}: starting ${peer.name}`);
      const contestant = await enter(peer, { folder, durability, visitors: plan.visitors });
      entries.push({ peer, contestant, saturated: {}, offered: {} });
    }
    await runRounds(entries, options);
    if (durability === 'FULL') await runOffered(entries, plan);
    const peers: PeerResult[] = [];
    for (const entry of entries) peers.push(await conclude(entry));
    const rounds = durability === 'FULL' ? plan.roundsFull : plan.roundsNormal;
    return { machine, durability, visitors: plan.visitors, rounds, skipped: list.skipped, peers };
  } finally {
    for (const { contestant } of entries) for (const server of contestant.servers) await server.stop('SIGKILL');
  }
}

interface Turn {
  readonly round: number;
  readonly scenario: Scenario;
  readonly entry: Entry;
}

function* turnsOf(entries: readonly Entry[], scenarios: readonly Scenario[], rounds: number): Generator<Turn> {
  for (let round = 0; round < rounds; round++) {
    for (const [turn, scenario] of scenarios.entries()) {
      for (const entry of rotated(entries, round + turn)) yield { round, scenario, entry };
    }
  }
}

async function runRounds(entries: readonly Entry[], { plan, durability }: ComparisonOptions): Promise<void> {
  const rounds = durability === 'FULL' ? plan.roundsFull : plan.roundsNormal;
  const scenarios = durability === 'FULL' ? SCENARIOS : WRITING;
  for (const { round, scenario, entry } of turnsOf(entries, scenarios, rounds)) {
    const share = entry.peer.effort / callsOf(scenario);
    // The just-in-time compiler is warm after the first round.
    const warmUp = Math.ceil(plan.warmUp * share * (round === 0 ? 2 : 0.5));
    keep(entry.saturated, scenario, await measure(entry.contestant, scenario, { warmUp, count: Math.ceil(plan.count * share) }));
    report(`${durability} ${round + 1}/${rounds}`, entry, scenario, entry.saturated[scenario]?.at(-1));
  }
}

async function runOffered(entries: readonly Entry[], plan: Plan): Promise<void> {
  const count = Math.ceil(plan.offeredSeconds * OFFERED_PER_SECOND);
  for (const { scenario, entry } of turnsOf(entries, OFFERED, plan.roundsFull)) {
    keep(entry.offered, scenario, await measureOffered(entry.contestant, scenario, { warmUp: 100, count }));
    report('at 400/s', entry, scenario, entry.offered[scenario]?.at(-1));
  }
}

async function conclude({ peer, contestant, saturated, offered }: Entry): Promise<PeerResult> {
  const peakMemoryMib = Math.max(...contestant.servers.map((server) => server.peakMemoryMib()));
  const actionsLost = await leave(contestant);
  return { name: peer.name, about: peer.about, saturated, offered, peakMemoryMib, actionsLost };
}

function keep(samples: Partial<Record<Scenario, Sample[]>>, scenario: Scenario, sample: Sample | null): void {
  if (sample !== null) (samples[scenario] ??= []).push(sample);
}

function rotated<T>(values: readonly T[], by: number): T[] {
  const start = by % values.length;
  return [...values.slice(start), ...values.slice(0, start)];
}

function report(when: string, { peer }: Entry, scenario: Scenario, sample: Sample | undefined): void {
  if (sample === undefined) return;
  say(`${when}  ${peer.name} ${scenario}: ${sample.cpuUs.toFixed(1)} µs, ${Math.round(sample.rate)}/s, p99 ${sample.p99Ms.toFixed(1)} ms`);
}

function say(line: string): void {
  console.error(line);
}
