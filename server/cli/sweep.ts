import type { Command } from 'commander';
import { z } from 'zod';
import type { SweepReport } from '../../shared/retention.schema.ts';
import type { App } from '../app.ts';
import { act } from './act.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { count, rowTable, sum } from './format.ts';
import type { Progress } from './progress.ts';

const optionsSchema = z.object({ dryRun: z.boolean().default(false), force: z.boolean().default(false) });

const EXIT_OF: Readonly<Record<SweepReport['outcome'], ExitCode>> = {
  done: EXIT.ok,
  'dry-run': EXIT.ok,
  stopped: EXIT.failed,
  busy: EXIT.refused,
  'clock-jumped': EXIT.refused,
  'too-many': EXIT.refused,
  failed: EXIT.failed,
};

export function addSweep(program: Command): void {
  program
    .command('sweep')
    .description('remove the visitors who were not here for RETENTION_DAYS, as the server does every RETENTION_SWEEP_MINUTES')
    .option('--dry-run', 'only count what would go')
    .option('--force', 'remove them however many they are (RETENTION_MAX_PERCENT), and whatever is thought of the clock')
    .action(
      act((cli, _args, options) => {
        const { dryRun, force } = optionsSchema.parse(options);
        return cli.withApp(async (app) => {
          const survey = await sweepUntilStopped(app, cli.progress('count'), { isDryRun: true, isForced: force });
          if (dryRun || survey.outcome !== 'dry-run') return answer(survey);
          if (survey.refusal !== null) return answer({ ...survey, outcome: survey.refusal, refusal: null, rows: {} });
          if (survey.due > 0) await cli.confirm(`Remove ${count(survey.due, 'visitor')} last here before ${survey.inactiveSince}, with ${count(sum(survey.rows), 'row')}?`);
          return answer(await sweepUntilStopped(app, cli.progress('sweep'), { isForced: force, inactiveSince: Date.parse(survey.inactiveSince) }));
        });
      }),
    );
}

interface Kind {
  readonly isDryRun?: boolean;
  readonly isForced?: boolean;
  readonly inactiveSince?: number;
}

async function sweepUntilStopped(app: App, progress: Progress, kind: Kind): Promise<SweepReport> {
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    return await app.retention.sweep({ ...kind, signal: stop.signal, onProgress: (done, total) => progress.show(done, total) });
  } finally {
    progress.end();
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

function answer(report: SweepReport) {
  return { value: report, text: describe(report), exitCode: EXIT_OF[report.outcome] };
}

function describe(report: SweepReport): string {
  const kept = report.kept === 0 ? '' : ` ${count(report.kept, 'visitor')} kept for the sake of their data.`;
  switch (report.outcome) {
    case 'dry-run':
      return `${count(report.due, 'visitor')} would go, last here before ${report.inactiveSince}.${kept}${tables(report)}${describeRefusal(report)}`;
    case 'done':
      return `${count(report.removed, 'visitor')} removed.${kept}${tables(report)}`;
    case 'stopped':
      return `Stopped after ${count(report.removed, 'visitor')}: the next sweep goes on from there.`;
    case 'busy':
      return 'Another process is sweeping: nothing was removed.';
    case 'clock-jumped':
      return `${CLOCK_JUMPED}: nothing was removed. ${IF_RIGHT}`;
    case 'too-many':
      return `${tooMany(report)}: nothing was removed. ${IF_RIGHT}`;
    case 'failed':
      return `The sweep failed after ${count(report.removed, 'visitor')}; --verbose tells why. The next sweep goes on from there.`;
  }
}

const CLOCK_JUMPED = 'The clock is far ahead of the last that was believed (passerby stats), or has jumped';
const IF_RIGHT = 'If that is right, say --force.';

function tooMany(report: SweepReport): string {
  return `${count(report.due, 'visitor')} due are more than RETENTION_MAX_PERCENT`;
}

/** What a dry run says of the sweep that would follow it. */
function describeRefusal(report: SweepReport): string {
  if (report.refusal === null) return '';
  return `\n${report.refusal === 'too-many' ? tooMany(report) : CLOCK_JUMPED}: a sweep would remove nobody. ${IF_RIGHT}`;
}

function tables(report: SweepReport): string {
  return Object.keys(report.rows).length === 0 ? '' : `\n${rowTable(report.rows)}`;
}
