import type { Comparison, Growth, PeerResult, Results, Sample } from '../results.ts';
import type { Scenario } from '../scenarios.ts';
import { median } from '../statistics.ts';
import { number, table, times } from './format.ts';
import { cpuRatio, figureOf, findPeer } from './summary.ts';

interface Goal {
  readonly text: string;
  readonly measured: string;
  /** Null: nothing to judge by. */
  readonly isReached: boolean | null;
}

/** A call in a batch may cost so much of the floor's single call: 35 µs where that is 50. */
const BATCH_SHARE = 35 / 50;

type Pair = readonly [scenario: Scenario, ratio: number | null];

function ratios(peer: PeerResult, other: PeerResult | null, scenarios: readonly Scenario[]): Pair[] {
  return scenarios.map((scenario) => [scenario, cpuRatio(peer.saturated[scenario], other?.saturated[scenario])]);
}

function atMost(text: string, most: number, pairs: readonly Pair[]): Goal {
  const known = pairs.every(([, ratio]) => ratio !== null);
  const isReached = known ? pairs.every(([, ratio]) => (ratio ?? Infinity) <= most) : null;
  return { text, measured: pairs.map(([scenario, ratio]) => `${scenario} ${times(ratio)}`).join(', '), isReached };
}

/** Passerby's share of the other's CPU, told as how many times less it is. */
function timesLess(text: string, least: Readonly<Partial<Record<Scenario, number>>>, pairs: readonly Pair[]): Goal {
  const inverse = pairs.map(([scenario, ratio]): Pair => [scenario, ratio === null ? null : 1 / ratio]);
  const known = inverse.every(([, ratio]) => ratio !== null);
  const isReached = known ? inverse.every(([scenario, ratio]) => (ratio ?? 0) >= (least[scenario] ?? Infinity)) : null;
  return { text, measured: inverse.map(([scenario, ratio]) => `${scenario} ${times(ratio)}`).join(', '), isReached };
}

function comparisonGoals(full: Comparison): Goal[] {
  const passerby = findPeer(full, 'passerby');
  const floor = findPeer(full, 'floor');
  if (passerby === null || floor === null) return [];
  return [
    atMost('`items.list`, `items.addAction`: CPU ≤ 1.3 × the floor', 1.3, ratios(passerby, floor, ['list', 'addAction'])),
    atMost("`anon.login`: CPU ≤ 2.5 × the floor's", 2.5, ratios(passerby, floor, ['login'])),
    batchGoal(passerby, floor),
    stockGoal('against stock tRPC + Kysely: ≥ 6 × less CPU', passerby, findPeer(full, 'stock tRPC')),
    stockGoal('the same against stock tRPC + Kysely, built as Passerby is', passerby, findPeer(full, 'stock tRPC, built')),
    fastapiGoal('against FastAPI with sqlite3: ≥ 3 × less on list, ≥ 5 × on addAction', passerby, findPeer(full, 'fastapi')),
    fastapiGoal('the same against FastAPI that blocks its event loop', passerby, findPeer(full, 'fastapi, on its event loop')),
    latencyGoal(passerby),
    { text: 'peak memory ≤ 200 MB', measured: `${number(passerby.peakMemoryMib)} MiB`, isReached: passerby.peakMemoryMib * 1.048_576 <= 200 },
  ];
}

function stockGoal(text: string, passerby: PeerResult, stock: PeerResult | null): Goal {
  return timesLess(text, { login: 6, list: 6, addAction: 6 }, ratios(passerby, stock, ['login', 'list', 'addAction']));
}

function fastapiGoal(text: string, passerby: PeerResult, fastapi: PeerResult | null): Goal {
  return timesLess(text, { list: 3, addAction: 5 }, ratios(passerby, fastapi, ['list', 'addAction']));
}

function batchGoal(passerby: PeerResult, floor: PeerResult): Goal {
  const calls = [['batchList', 'list'], ['batchAdd', 'addAction']] as const;
  const shares = calls.map(([batch, single]) => {
    const perCall = passerby.saturated[batch]?.map((sample): Sample => ({ ...sample, cpuUs: sample.cpuUs / 10 }));
    return { batch, single, share: cpuRatio(perCall, floor.saturated[single]), cpu: figureOf(passerby.saturated, batch, 'cpuUs') };
  });
  return {
    text: "a call in a batch of ten ≤ 35 µs where the floor's single call is about 50 (0.7 of it)",
    measured: shares.map(({ single, share, cpu }) => `${single} ${number(cpu === null ? null : cpu / 10)} µs, ${number(share)} of the floor's`).join('; '),
    isReached: shares.some(({ share }) => share === null) ? null : shares.every(({ share }) => (share ?? Infinity) <= BATCH_SHARE),
  };
}

function latencyGoal({ offered, saturated }: PeerResult): Goal {
  const worst = (samples: PeerResult['offered'], scenarios: readonly Scenario[]) => Math.max(...scenarios.map((scenario) => figureOf(samples, scenario, 'p99Ms') ?? NaN));
  const at400 = worst(offered, ['list', 'addAction']);
  const full = worst(saturated, ['login', 'list', 'addAction']);
  return {
    text: 'p99 at 400 requests/s offered ≤ 5 ms; at saturation ≤ 20 ms',
    measured: `${number(at400)} ms; ${number(full)} ms`,
    isReached: Number.isNaN(at400 + full) ? null : at400 <= 5 && full <= 20,
  };
}

function growthGoal({ stages }: Growth): Goal {
  const [small, large] = stages;
  const scenarios: readonly Scenario[] = ['list', 'addAction'];
  const pairs = scenarios.map((scenario): Pair => [scenario, cpuRatio(large?.saturated[scenario], small?.saturated[scenario])]);
  const cpu = atMost('', 1.3, pairs);
  const startUpMs = median(large?.startUpMs ?? []);
  return {
    text: '1,000 → 1,000,000 visitors, 20,000 → 20,000,000 actions: CPU ≤ 1.3 ×; start-up ≤ 1 s',
    measured: `${large?.visitors.toLocaleString('en')} visitors: ${cpu.measured}; ${number(startUpMs)} ms`,
    isReached: cpu.isReached === null ? null : cpu.isReached && startUpMs <= 1000,
  };
}

/** The goals of the project beside what was measured for each. */
export function goalsTable({ full, growth }: Results): string {
  const goals = [...(full === null ? [] : comparisonGoals(full)), ...(growth === null ? [] : [growthGoal(growth)])];
  const verdict = ({ isReached }: Goal) => (isReached === null ? 'not measured' : isReached ? 'reached' : '**not reached**');
  return table(['goal', 'measured', ''], goals.map((goal) => [goal.text, goal.measured, verdict(goal)]));
}
