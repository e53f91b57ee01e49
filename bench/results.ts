import { readFileSync, writeFileSync } from 'node:fs';
import type { Machine } from './machine.ts';
import type { Durability } from './peers.ts';
import type { Scenario } from './scenarios.ts';

export interface Latency {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** One window of one round. */
export interface Sample extends Latency {
  /** Server CPU, user and system, per request. */
  readonly cpuUs: number;
  readonly rate: number;
  readonly answerBytes: number;
}

export type Samples = Partial<Record<Scenario, readonly Sample[]>>;

export interface PeerResult {
  readonly name: string;
  readonly about: string;
  readonly saturated: Samples;
  readonly offered: Samples;
  readonly peakMemoryMib: number;
  /** Acknowledged actions that were gone after SIGKILL. */
  readonly actionsLost: number;
}

export interface Comparison {
  readonly machine: Machine;
  readonly durability: Durability;
  readonly visitors: number;
  readonly rounds: number;
  readonly skipped: readonly string[];
  readonly peers: readonly PeerResult[];
}

export interface GrowthStage {
  readonly visitors: number;
  readonly actions: number;
  readonly fileMib: number;
  readonly startUpMs: readonly number[];
  readonly saturated: Samples;
}

export interface Growth {
  readonly machine: Machine;
  readonly stages: readonly GrowthStage[];
}

export interface PostgresStage {
  readonly servers: number;
  readonly saturated: Samples;
  /** CPU of PostgreSQL itself per request, by scenario. */
  readonly databaseCpuUs: Partial<Record<Scenario, readonly number[]>>;
}

export interface Postgres {
  readonly machine: Machine;
  readonly stages: readonly PostgresStage[];
  /** Acknowledged actions that were gone after the servers got SIGKILL. */
  readonly actionsLost: number;
}

/** Each section with the machine and the time it was measured on; null: not measured yet. */
export interface Results {
  readonly full: Comparison | null;
  readonly normal: Comparison | null;
  readonly growth: Growth | null;
  readonly postgres: Postgres | null;
}

export const NO_RESULTS: Results = { full: null, normal: null, growth: null, postgres: null };

export function readResults(path: string): Results {
  try {
    return { ...NO_RESULTS, ...(JSON.parse(readFileSync(path, 'utf8')) as Partial<Results>) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return NO_RESULTS;
    throw error;
  }
}

export function writeResults(path: string, results: Results): void {
  const round = (_key: string, value: unknown) => (typeof value === 'number' ? Math.round(value * 1000) / 1000 : value);
  writeFileSync(path, `${JSON.stringify(results, round, 1)}\n`);
}
