import type { Comparison, PeerResult, Sample, Samples } from '../results.ts';
import type { Scenario } from '../scenarios.ts';
import { median, spreadPercent } from '../statistics.ts';

type Figure = 'cpuUs' | 'rate' | 'p50Ms' | 'p99Ms' | 'answerBytes';

/** The median over the rounds, or null when it was not measured. */
export function figureOf(samples: Samples, scenario: Scenario, figure: Figure): number | null {
  const values = samples[scenario]?.map((sample) => sample[figure]) ?? [];
  return values.length === 0 ? null : median(values);
}

export function spreadOf(samples: Samples, scenario: Scenario): number {
  return spreadPercent(samples[scenario]?.map((sample) => sample.cpuUs) ?? []);
}

export function findPeer(comparison: Comparison, name: string): PeerResult | null {
  return comparison.peers.find((peer) => peer.name === name) ?? null;
}

/** CPU of the first over CPU of the second, as the median of the ratios within each round: what drifts hits both. */
export function cpuRatio(above: readonly Sample[] | undefined, below: readonly Sample[] | undefined): number | null {
  if (above === undefined || below === undefined || above.length !== below.length || above.length === 0) return null;
  return median(above.map((sample, round) => sample.cpuUs / (below[round]?.cpuUs ?? NaN)));
}
