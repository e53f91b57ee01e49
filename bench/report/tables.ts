import { CONNECTIONS, OFFERED_PER_SECOND } from '../measure.ts';
import type { Comparison, Growth, PeerResult, Postgres, Samples } from '../results.ts';
import { callsOf, type Scenario, SCENARIOS } from '../scenarios.ts';
import { median } from '../statistics.ts';
import { number, table, times } from './format.ts';
import { cpuRatio, figureOf, spreadOf } from './summary.ts';

export const LABELS: Readonly<Record<Scenario, string>> = {
  login: 'login',
  loginKey: 'login with key',
  list: 'list',
  addAction: 'addAction',
  batchList: 'batch of ten: list',
  batchAdd: 'batch of ten: addAction',
};

function measured(comparison: Comparison): Scenario[] {
  return SCENARIOS.filter((scenario) => comparison.peers.some((peer) => peer.saturated[scenario] !== undefined));
}

function cpuCell(samples: Samples, scenario: Scenario): string {
  const cpu = figureOf(samples, scenario, 'cpuUs');
  if (cpu === null) return '–';
  const calls = callsOf(scenario);
  const perCall = calls === 1 ? '' : ` (${number(cpu / calls)} a call)`;
  const spread = samples[scenario]?.length === 1 ? '' : ` ±${Math.round(spreadOf(samples, scenario))} %`;
  return `${number(cpu)}${perCall}${spread}`;
}

export function cpuTable(comparison: Comparison): string {
  const scenarios = measured(comparison);
  const rows = comparison.peers.map((peer) => [peer.name, ...scenarios.map((scenario) => cpuCell(peer.saturated, scenario))]);
  return table(['µs of server CPU per request', ...scenarios.map((scenario) => LABELS[scenario])], rows);
}

export function rateTable(comparison: Comparison): string {
  const scenarios = measured(comparison);
  const rows = comparison.peers.map((peer) => [peer.name, ...scenarios.map((scenario) => number(figureOf(peer.saturated, scenario, 'rate')))]);
  return table([`requests per second, ${CONNECTIONS} connections`, ...scenarios.map((scenario) => LABELS[scenario])], rows);
}

function latencyCell(samples: Samples, scenario: Scenario): string {
  return `${number(figureOf(samples, scenario, 'p50Ms'))} / ${number(figureOf(samples, scenario, 'p99Ms'))}`;
}

export function latencyTable(comparison: Comparison): string {
  const scenarios: readonly Scenario[] = ['login', 'list', 'addAction'];
  const offered: readonly Scenario[] = ['list', 'addAction'];
  const rows = comparison.peers.map((peer) => [
    peer.name,
    ...scenarios.map((scenario) => latencyCell(peer.saturated, scenario)),
    ...offered.map((scenario) => latencyCell(peer.offered, scenario)),
  ]);
  return table(
    ['p50 / p99 in ms', ...scenarios.map((scenario) => `${scenario}, saturated`), ...offered.map((scenario) => `${scenario} at ${OFFERED_PER_SECOND}/s`)],
    rows,
  );
}

export function costTable(comparison: Comparison): string {
  const bytes = (peer: PeerResult, scenario: Scenario) => number(figureOf(peer.saturated, scenario, 'answerBytes'));
  const rows = comparison.peers.map((peer) => [
    peer.name,
    number(peer.peakMemoryMib),
    bytes(peer, 'login'),
    bytes(peer, 'list'),
    bytes(peer, 'addAction'),
    String(peer.actionsLost),
  ]);
  return table(['', 'peak memory, MiB', 'bytes of a login answer', 'of a list', 'of an addAction', 'acknowledged actions lost by SIGKILL'], rows);
}

export function growthTable({ stages }: Growth): string {
  const [small] = stages;
  const rows = stages.map((stage) => [
    `${stage.visitors.toLocaleString('en')} visitors, ${stage.actions.toLocaleString('en')} actions`,
    `${number(stage.fileMib)} MiB`,
    `${number(figureOf(stage.saturated, 'list', 'cpuUs'))} µs (${times(cpuRatio(stage.saturated.list, small?.saturated.list))})`,
    `${number(figureOf(stage.saturated, 'addAction', 'cpuUs'))} µs (${times(cpuRatio(stage.saturated.addAction, small?.saturated.addAction))})`,
    `${number(median(stage.startUpMs))} ms`,
  ]);
  return table(['', 'file', 'list, CPU', 'addAction, CPU', 'start to ready'], rows);
}

export function postgresTable({ stages }: Postgres): string {
  const scenarios: readonly Scenario[] = ['login', 'list', 'addAction'];
  const rows = stages.flatMap((stage) =>
    scenarios.map((scenario) => [
      `${stage.servers} ${stage.servers === 1 ? 'process' : 'processes'}, ${scenario}`,
      number(figureOf(stage.saturated, scenario, 'rate')),
      cpuCell(stage.saturated, scenario),
      number(median(stage.databaseCpuUs[scenario] ?? [])),
      latencyCell(stage.saturated, scenario),
    ]),
  );
  return table(['', 'requests per second', "Passerby's CPU, µs", "PostgreSQL's CPU, µs", 'p50 / p99, ms'], rows);
}
