import type { Command } from 'commander';
import { toInstant } from '../../shared/instants.ts';
import { systemClock } from '../clock.ts';
import { databaseBytes, tableRows } from '../database/table-sizes.ts';
import type { App } from '../app.ts';
import { act } from './act.ts';
import { columns } from './format.ts';

const DAY_MS = 86_400_000;

export function addStats(program: Command): void {
  program
    .command('stats')
    .description('how much there is: visitors by when they were last here, rows, bytes, keys, the last sweep')
    .action(act((cli) => cli.withApp(async (app) => {
      const progress = cli.progress('count');
      progress.note('every row');
      const stats = await collect(app).finally(() => progress.end());
      return { value: stats, text: describe(stats) };
    })));
}

type Stats = Awaited<ReturnType<typeof collect>>;

async function collect(app: App) {
  const now = systemClock.now();
  const activeWithin = async (days: number) => app.services.anon.countActiveSince(now - days * DAY_MS);
  const tables = await tableRows(app.store);
  return {
    at: toInstant(now),
    database: app.store.dialect,
    bytes: await databaseBytes(app.store),
    active: { day: await activeWithin(1), week: await activeWithin(7), month: await activeWithin(30) },
    tables,
    keys: app.keys.list().length,
    ...(await app.retention.status()),
  };
}

function describe({ database, bytes, active, tables, keys, lastSweep, clockBelievedAt }: Stats): string {
  const number = (value: number) => value.toLocaleString('en');
  const rows = tables.map(({ table, rows: rowCount, isEstimate }) => [`  ${table}`, `${isEstimate ? '~' : ''}${number(rowCount)}`]);
  return columns([
    ['database', `${database}, ${(bytes / 1e6).toFixed(1)} MB`],
    ['here within a day', number(active.day)],
    ['here within 7 days', number(active.week)],
    ['here within 30 days', number(active.month)],
    ['signing keys', number(keys)],
    ['last sweep', lastSweep === null ? 'none' : `${lastSweep.startedAt}, ${lastSweep.outcome}, ${number(lastSweep.removed)} removed`],
    ['clock last believed', clockBelievedAt ?? 'none'],
    ['rows', ''],
    ...rows,
  ]);
}
