import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compare } from './comparison.ts';
import { measureGrowth } from './growth.ts';
import { describeMachine, pinGenerator } from './machine.ts';
import { findPeers } from './peers.ts';
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

/** Without a flag: the comparison. `--quick`: a little of everything. */
async function measureAll(folder: string, before: Results): Promise<Results> {
  const plan = choosePlan();
  const list = findPeers();
  const machine = describeMachine(folder, list.python);
  const isComparing = flags.quick || (!flags.growth && !flags.postgres);
  for (const reason of list.skipped) console.error(`skipped ${reason}`);
  const full = isComparing ? await compare({ plan, list, machine, folder, durability: 'FULL' }) : before.full;
  const normal = isComparing ? await compare({ plan, list, machine, folder, durability: 'NORMAL' }) : before.normal;
  const growth = flags.quick || flags.growth ? await measureGrowth(plan, machine) : before.growth;
  if ((flags.quick || flags.postgres) && !hasPostgres()) console.error('skipped PostgreSQL: this Passerby has no store for it');
  const postgres = (flags.quick || flags.postgres) && hasPostgres() ? await measurePostgres(plan, machine, folder) : before.postgres;
  return { full, normal, growth, postgres };
}

function render(results: Results, folder: string): void {
  writeFileSync(join(folder, 'performance.md'), writeReport(results));
  if (results.full !== null) writeFileSync(join(folder, 'performance.svg'), drawChart(results.full));
}

async function run(): Promise<void> {
  if (flags.render) return render(readResults(RESULTS_PATH), DOCS);
  const folder = mkdtempSync(join(tmpdir(), 'passerby-bench-'));
  pinGenerator();
  try {
    const results = await measureAll(folder, flags.quick ? NO_RESULTS : readResults(RESULTS_PATH));
    publish(results);
  } catch (error) {
    console.error(`The run failed; the databases and logs of its servers are in ${folder}.`);
    throw error;
  }
  rmSync(folder, { recursive: true, force: true });
}

/** A quick run says nothing about speed, so it replaces no figures. */
function publish(results: Results): void {
  if (flags.quick) return void process.stdout.write(writeReport(results));
  writeResults(RESULTS_PATH, results);
  render(results, DOCS);
}

// Lets the servers be ended, and PostgreSQL.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));
await run();
