import { setTimeout as sleep } from 'node:timers/promises';
import { toInstant } from '../../shared/instants.ts';
import { ACTIVITY_RESOLUTION_MS } from '../../shared/limits.ts';
import { type RetentionStatus, type SweepOutcome, type SweepReport, sweepReport } from '../../shared/retention.schema.ts';
import type { Clock } from '../clock.ts';
import { emptyJournal } from '../database/journal.ts';
import type { Store } from '../database/store.ts';
import type { VisitorData } from '../privacy/visitor-data.ts';
import { randomToken } from '../random.ts';
import { ClockWatch } from './clock-watch.ts';
import { claimLease, endLease, findLastReport } from './retention.repository.ts';
import { type SweepProgress, SweepRun } from './sweep-run.ts';
import { countVisitors, surveyDue } from './survey.ts';

/** A sweeper that died keeps the others out for this long. */
const LEASE_MS = 30_000;

export interface RetentionPolicy {
  /** A visitor who does nothing for this long is removed. */
  readonly retentionMs: number;
  /** The share of all visitors, from 0 to 1, that one sweep removes unasked. */
  readonly maxShare: number;
  /** So many it removes unasked whatever their share: a small shop is allowed to be quiet. */
  readonly minCount: number;
}

interface RetentionDeps {
  readonly store: Store;
  readonly clock: Clock;
  /** Milliseconds since some moment, which nobody can set. */
  readonly monotonic: Clock;
  readonly data: VisitorData;
  readonly policy: RetentionPolicy;
  readonly log: { info(fields: object, message: string): void; error(fields: object, message: string): void };
}

interface SweepOptions {
  /** Counts and removes nothing. */
  readonly isDryRun?: boolean;
  /** Removes however many are due: an operator has looked at them. */
  readonly isForced?: boolean;
  /** Ends the sweep after the step it is in. */
  readonly signal?: AbortSignal;
  readonly onProgress?: SweepProgress;
}

/** Removes visitors who have not been active for as long as they are kept: by activity, never by age. */
export class RetentionService {
  readonly #deps: RetentionDeps;
  readonly #clockWatch: ClockWatch;

  /** @internal */
  constructor(deps: RetentionDeps) {
    this.#deps = deps;
    this.#clockWatch = new ClockWatch(deps.clock, deps.monotonic);
  }

  /**
   * Removes who is due, in small steps with pauses. One process sweeps at a time; a sweep that was interrupted is gone
   * on with by the next. Removes nobody when the clock has jumped, and nobody when too many are due at once: both are
   * errors in the log and in the report. Safe to repeat. Never rejects for a database that does not answer just now.
   */
  async sweep({ isDryRun = false, isForced = false, ...options }: SweepOptions = {}): Promise<SweepReport> {
    const run = this.#newRun(options);
    const startedMs = performance.now();
    const finish = (outcome: SweepOutcome) => run.report(outcome, performance.now() - startedMs);
    try {
      if (isDryRun) {
        await surveyDue(run, { isCountingRows: true });
        return finish(run.isStopped() ? 'stopped' : 'dry-run');
      }
      if (!(await this.#claim(run.holder))) return finish('busy');
      return await this.#end(run.holder, finish(await this.#remove(run, isForced)));
    } catch (error) {
      this.#deps.log.error({ err: error }, 'the retention sweep failed');
      return finish('failed');
    }
  }

  async status(): Promise<RetentionStatus> {
    const stored = await findLastReport(this.#deps.store.db);
    return { lastSweep: stored === null ? null : (sweepReport.safeParse(JSON.parse(stored)).data ?? null) };
  }

  #newRun({ signal, onProgress = () => undefined }: Pick<SweepOptions, 'signal' | 'onProgress'>): SweepRun {
    const { store, clock, data, policy } = this.#deps;
    const startedAt = clock.now();
    return new SweepRun({
      store,
      data,
      startedAt: toInstant(startedAt),
      // Activity is written with this delay, so somebody may have been active so much later than it says.
      inactiveSince: startedAt - policy.retentionMs - ACTIVITY_RESOLUTION_MS,
      holder: randomToken(),
      leaseUntil: () => clock.now() + LEASE_MS,
      pause: async (ms) => void (await sleep(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined)),
      isStopped: () => signal?.aborted === true,
      onProgress,
    });
  }

  async #remove(run: SweepRun, isForced: boolean): Promise<SweepOutcome> {
    if (this.#clockWatch.hasJumped()) return 'clock-jumped';
    await surveyDue(run, { isCountingRows: false });
    if (run.isStopped()) return 'stopped';
    if (!isForced && !(await this.#isModest(run))) return 'too-many';
    const outcome = await run.removeDue();
    if (run.removed > 0) await emptyJournal(this.#deps.store);
    return outcome;
  }

  async #isModest(run: SweepRun): Promise<boolean> {
    const { minCount, maxShare } = this.#deps.policy;
    if (run.due <= minCount) return true;
    const needed = Math.ceil(run.due / maxShare);
    return (await countVisitors(run, needed)) >= needed;
  }

  #claim(holder: string): Promise<boolean> {
    const { store, clock } = this.#deps;
    const now = clock.now();
    return store.write((trx) => claimLease(trx, { holder, now, until: now + LEASE_MS }));
  }

  async #end(holder: string, report: SweepReport): Promise<SweepReport> {
    await this.#deps.store.write((trx) => endLease(trx, holder, JSON.stringify(report)));
    if (report.outcome === 'clock-jumped' || report.outcome === 'too-many') this.#deps.log.error(report, `the retention sweep removed nobody: ${report.outcome}`);
    else this.#deps.log.info(report, 'the retention sweep has ended');
    return report;
  }
}
