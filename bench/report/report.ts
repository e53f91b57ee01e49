import type { Machine } from '../machine.ts';
import type { Comparison, Results } from '../results.ts';
import { goalsTable } from './goals.ts';
import { cpuTable, costTable, growthTable, latencyTable, postgresTable, rateTable } from './tables.ts';

const INTRODUCTION = `# Performance

Made by \`npm run bench\`; the method, its traps and how to read the figures are in [bench/README.md](../bench/README.md).
The primary figure is CPU time of the server per request, user and system, all threads: what a machine of yours has to
pay. Compare figures inside a table; the ratios in the goals are medians of the ratios within each round.`;

/** The whole of docs/performance.md. */
export function writeReport(results: Results): string {
  const { full, normal, growth, postgres } = results;
  const parts = [INTRODUCTION, full && '![Server CPU per request, by peer](performance.svg)', `## Goals\n\n${goalsTable(results)}`];
  if (full !== null) parts.push(fullSection(full));
  if (normal !== null) parts.push(normalSection(normal));
  if (growth !== null) parts.push(`## Growth\n\n${growthTable(growth)}\n\n${ranOn(growth.machine)}`);
  if (postgres !== null) parts.push(postgresSection(postgres));
  return `${parts.filter((part) => part !== null).join('\n\n')}\n`;
}

function fullSection(comparison: Comparison): string {
  const { visitors, rounds, peers, skipped, machine } = comparison;
  const intro = `${rounds} interleaved ${rounds === 1 ? 'round' : 'rounds'}, ${visitors.toLocaleString('en')} visitors of 20 actions each, WAL with \`synchronous = FULL\` everywhere.
± is half the range over the rounds.`;
  const about = peers.map((peer) => `- **${peer.name}**: ${peer.about}`).join('\n');
  const missing = skipped.map((reason) => `- not measured: ${reason}`).join('\n');
  const tables = [cpuTable(comparison), rateTable(comparison), latencyTable(comparison), costTable(comparison)];
  return ['## Compared', intro, ...tables, [about, missing].filter((text) => text !== '').join('\n'), ranOn(machine), versionsOf(machine)].join('\n\n');
}

function normalSection(comparison: Comparison): string {
  return `## With \`synchronous = NORMAL\`

What the same peers cost when an acknowledged write may be lost to a power cut. Passerby has no such setting: for this
table alone it is loaded with one.

${cpuTable(comparison)}

${rateTable(comparison)}

${ranOn(comparison.machine)}`;
}

function postgresSection({ stages, machine, actionsLost }: NonNullable<Results['postgres']>): string {
  return `## PostgreSQL

Passerby processes in front of one PostgreSQL with its default durability. The processes, PostgreSQL and the generator
share the machine's ${machine.cores} cores, so a second process gains what they leave idle.

${postgresTable({ stages, machine, actionsLost })}

Errors: none, or the run would have failed. Acknowledged actions lost after SIGKILL: ${actionsLost}.

${ranOn(machine)}`;
}

function ranOn(machine: Machine): string {
  const pinning = machine.isPinned ? 'server on core 0, generator on core 1' : 'not pinned: server and generator share the cores';
  const disk = machine.isInMemoryDisk ? 'databases in memory (tmpfs), so fsync costs nothing' : `fdatasync ${machine.fsyncMs.toFixed(2)} ms`;
  const noise = machine.loadBefore > 0.5 ? ' **Something else was running: these figures are noisy.**' : '';
  return `<sub>${machine.date} UTC, \`${machine.command}\`: ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGib} GiB, Linux ${machine.kernel}, ${disk}; ${pinning};
load average before the run ${machine.loadBefore.toFixed(2)}.${noise}</sub>`;
}

function versionsOf(machine: Machine): string {
  return `<sub>${Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`).join(', ')}.</sub>`;
}
