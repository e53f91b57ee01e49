import type { Contestant } from './contestant.ts';
import { LoadGenerator, type LoadResult, type NextRequest } from './load.ts';
import type { Latency, Sample } from './results.ts';
import { actionsOf, requestsOf, type Scenario } from './scenarios.ts';
import { percentile } from './statistics.ts';

export const CONNECTIONS = 64;
export const OFFERED_PER_SECOND = 400;

export interface Window {
  readonly warmUp: number;
  readonly count: number;
}

type Attack = (generator: LoadGenerator, count: number, next: NextRequest) => Promise<LoadResult>;

/** The server's CPU, rate and latency over a window of `count` requests at saturation; null: the peer has no such call. */
export function measure(contestant: Contestant, scenario: Scenario, window: Window): Promise<Sample | null> {
  return observe(contestant, scenario, { ...window, attack: (generator, count, next) => generator.closedLoop(count, next) });
}

/** The same while `OFFERED_PER_SECOND` requests arrive at random. */
export function measureOffered(contestant: Contestant, scenario: Scenario, window: Window): Promise<Sample | null> {
  return observe(contestant, scenario, { ...window, attack: (generator, count, next) => generator.openLoop(count, OFFERED_PER_SECOND, next) });
}

async function observe(contestant: Contestant, scenario: Scenario, { warmUp, count, attack }: Window & { readonly attack: Attack }): Promise<Sample | null> {
  const next = requestsOf(scenario, contestant);
  if (next === null) return null;
  const { servers } = contestant;
  const generator = await LoadGenerator.open(servers.map((server) => server.port), CONNECTIONS);
  try {
    await generator.closedLoop(warmUp, next);
    const cpu = () => servers.reduce((sum, server) => sum + server.cpuSeconds(), 0);
    const before = cpu();
    const result = await attack(generator, count, next);
    contestant.actionsOwed += (warmUp + count) * actionsOf(scenario);
    return { cpuUs: ((cpu() - before) / count) * 1e6, rate: count / result.seconds, answerBytes: Math.round(result.answerBytes), ...latencyOf(result) };
  } finally {
    generator.close();
  }
}

function latencyOf({ latenciesMs }: LoadResult): Latency {
  return { p50Ms: percentile(latenciesMs, 0.5), p99Ms: percentile(latenciesMs, 0.99) };
}
