import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compare } from './comparison.ts';
import { measureGrowth } from './growth.ts';
import { calmGenerator, describeMachine, pinGenerator } from './machine.ts';
import { buildPeers, findPeers } from './peers.ts';
import { FULL_PLAN, type Plan, QUICK_PLAN } from './plan.ts';
import { hasPostgres, measurePostgres } from './postgres.ts';
import { drawChart } from './report/chart.ts';
import { writeReport } from './report/report.ts';
import { NO_RESULTS, readResults, type Results, writeResults } from './results.ts';

const RESULTS_PATH = fileURLToPath(new URL('results.json', import.meta.url));
const DOCS = fileURLToPath(new URL('../docs/', import.meta.url));

const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    requests: { type: 'string' },
    growth: { type: 'boolean', default: false },
    postgres: { type: 'boolean', default: false },
    render: { type: 'boolean', default: false },
  },
});

function choosePlan(): Plan {
  const plan = flags.quick ? QUICK_PLAN : FULL_PLAN;
  const rounds = countOf('rounds', plan.roundsFull);
  return { ...plan, roundsFull: rounds, roundsNormal: Math.min(rounds, plan.roundsNormal), count: countOf('requests', plan.count) };
}

function countOf(flag: 'rounds' | 'requests', standard: number): number {
  const count = Number(flags[flag] ?? standard);
  if (!Number.isInteger(count) || count < 1) throw new TypeError(`--${flag} takes a whole number from 1`);
  return count;
}

/** Without a flag: the comparison. `--quick`: a little of everything. Every section is published when it is there. */
async function measureAll(folder: string): Promise<void> {
  const plan = choosePlan();
  const list = findPeers();
  const machine = describeMachine(folder, list.python);
  for (const reason of list.skipped) console.error(`skipped ${reason}`);
  if (flags.quick || (!flags.growth && !flags.postgres)) {
    await buildPeers();
    publish({ full: await compare({ plan, list, machine, folder, durability: 'FULL' }) });
    publish({ normal: await compare({ plan, list, machine, folder, durability: 'NORMAL' }) });
  }
  if (flags.quick || flags.growth) publish({ growth: await measureGrowth(plan, machine) });
  if (!flags.quick && !flags.postgres) return;
  if (hasPostgres()) publish({ postgres: await measurePostgres(plan, machine, folder) });
  else console.error('skipped PostgreSQL: this Passerby has no store for it');
}

let quickResults = NO_RESULTS;

/** A quick run says nothing about speed, so it replaces no figures. */
function publish(section: Partial<Results>): void {
  if (flags.quick) {
    quickResults = { ...quickResults, ...section };
    return;
  }
  const results = { ...readResults(RESULTS_PATH), ...section };
  writeResults(RESULTS_PATH, results);
  render(results);
}

function render(results: Results): void {
  writeFileSync(join(DOCS, 'performance.md'), writeReport(results));
  if (results.full !== null) writeFileSync(join(DOCS, 'performance.svg'), drawChart(results.full));
}

async function run(): Promise<void> {
  if (flags.render) return render(readResults(RESULTS_PATH));
  const folder = mkdtempSync(join(tmpdir(), 'passerby-bench-'));
  calmGenerator();
  pinGenerator();
  try {
    await measureAll(folder);
  } catch (error) {
    console.error(`The run failed; the databases and logs of its servers are in ${folder}.`);
    throw error;
  }
  if (flags.quick) process.stdout.write(writeReport(quickResults));
  rmSync(folder, { recursive: true, force: true });
}

// Lets the servers be ended, and PostgreSQL.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    console.error(`Broken off by ${signal}.`);
    process.exit(1);
  });
}
await run();
