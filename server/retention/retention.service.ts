import { setTimeout as sleep } from 'node:timers/promises';
import { toInstant } from '../../shared/instants.ts';
import { ACTIVITY_RESOLUTION_MS } from '../../shared/limits.ts';
import { type RetentionStatus, type SweepRefusal, type SweepReport, sweepReport } from '../../shared/retention.schema.ts';
import type { Clock } from '../clock.ts';
import { emptyJournal } from '../database/journal.ts';
import type { Store } from '../database/store.ts';
import type { VisitorData } from '../privacy/visitor-data.ts';
import { randomToken } from '../random.ts';
import { ClockWatch } from './clock-watch.ts';
import { KeptMemory } from './kept-memory.ts';
import { type ForgetTombstones, removeDue, removeOldTombstones } from './removal.ts';
import { claimLease, endLease, findLastSweep, noteReport } from './retention.repository.ts';
import { type SweepProgress, SweepRun } from './sweep-run.ts';
import { countVisitors, surveyDue } from './survey.ts';

/** A sweeper that died keeps the others out for this long. */
const LEASE_MS = 30_000;

/** A clock that is ahead of the last sweep by more than this part of the retention is in doubt: the rest of it protects. */
const AHEAD_SHARE = 1 / 4;

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
  readonly forgetTombstones: ForgetTombstones;
  readonly policy: RetentionPolicy;
  readonly log: { info(fields: object, message: string): void; error(fields: object, message: string): void };
}

interface SweepOptions {
  /** Counts and removes nothing. */
  readonly isDryRun?: boolean;
  /** Removes however many are due and whatever the clock says: an operator has looked at both. */
  readonly isForced?: boolean;
  /** Removes nobody who was active at this instant (milliseconds since the epoch) or later: who an operator was shown. */
  readonly inactiveSince?: number;
  /** Ends the sweep after the step it is in. */
  readonly signal?: AbortSignal;
  readonly onProgress?: SweepProgress;
}

/** Removes visitors who have not been active for as long as they are kept: by activity, never by age. */
export class RetentionService {
  readonly #deps: RetentionDeps;
  readonly #clockWatch: ClockWatch;
  readonly #keptMemory: KeptMemory;

  /** @internal */
  constructor(deps: RetentionDeps) {
    this.#deps = deps;
    this.#clockWatch = new ClockWatch({ wall: deps.clock, monotonic: deps.monotonic, aheadMs: deps.policy.retentionMs * AHEAD_SHARE });
    this.#keptMemory = new KeptMemory(deps.monotonic);
  }

  /**
   * Removes who is due, in small steps with pauses. One process sweeps at a time; a sweep that was interrupted is gone
   * on with by the next. Removes nobody while the clock is in doubt, and nobody when too many are due at once: both are
   * errors in the log and in the report. Safe to repeat. Never rejects for a database that does not answer just now.
   */
  async sweep(options: SweepOptions = {}): Promise<SweepReport> {
    const holder = randomToken();
    const run = this.#newRun(holder, options);
    try {
      return options.isDryRun === true ? await this.#count(run, options) : await this.#sweep(run, holder, options);
    } catch (error) {
      this.#deps.log.error({ err: error }, 'the retention sweep failed');
      const report = run.report('failed');
      // What cannot be noted either is in the log.
      await this.#note(holder, report).catch(() => undefined);
      return report;
    }
  }

  async status(): Promise<RetentionStatus> {
    const last = await findLastSweep(this.#deps.store.db);
    const [report, clockAt] = [last?.last_report ?? null, last?.clock_at ?? null];
    return {
      lastSweep: report === null ? null : (sweepReport.safeParse(JSON.parse(report)).data ?? null),
      clockBelievedAt: clockAt === null ? null : toInstant(clockAt),
    };
  }

  #newRun(holder: string, { isDryRun = false, inactiveSince, signal, onProgress = () => undefined }: SweepOptions): SweepRun {
    const { store, clock, data, policy } = this.#deps;
    const startedAt = clock.now();
    // Activity is written with this delay, so somebody may have been active so much later than it says.
    const dueBefore = startedAt - policy.retentionMs - ACTIVITY_RESOLUTION_MS;
    return new SweepRun({
      store,
      data,
      startedAt,
      inactiveSince: Math.min(dueBefore, inactiveSince ?? dueBefore),
      keptBefore: isDryRun ? null : this.#keptMemory.recall(),
      lease: isDryRun ? null : { holder, until: () => clock.now() + LEASE_MS },
      pause: async (ms) => void (await sleep(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined)),
      isStopped: () => signal?.aborted === true,
      onProgress,
    });
  }

  async #count(run: SweepRun, { isForced = false }: SweepOptions): Promise<SweepReport> {
    const isInDoubt = await this.#isInDoubt();
    await surveyDue(run, { isCountingRows: true });
    const refusal = isForced ? null : await this.#refusalOf(run, isInDoubt);
    return run.isStopped() ? run.report('stopped') : run.report('dry-run', refusal);
  }

  async #sweep(run: SweepRun, holder: string, { isForced = false }: SweepOptions): Promise<SweepReport> {
    const { store, clock, log } = this.#deps;
    // Before the lease: by a clock that is ahead everybody else's has run out.
    if (!isForced && (await this.#isInDoubt())) {
      const report = run.report('clock-jumped');
      await store.write((trx) => noteReport(trx, JSON.stringify(report)));
      return this.#tellRefused(report);
    }
    const now = clock.now();
    if (!(await store.write((trx) => claimLease(trx, { holder, now, until: now + LEASE_MS })))) return run.report('busy');
    const report = await this.#remove(run, isForced);
    await this.#note(holder, report, now);
    this.#clockWatch.noteSweep(now);
    if (report.outcome === 'too-many') return this.#tellRefused(report);
    log.info(report, 'the retention sweep has ended');
    return report;
  }

  async #remove(run: SweepRun, isForced: boolean): Promise<SweepReport> {
    await surveyDue(run, { isCountingRows: false });
    const refusal = isForced ? null : await this.#refusalOf(run, false);
    if (run.isStopped()) return run.report('stopped');
    if (refusal !== null) return run.report(refusal);
    await removeOldTombstones(run, this.#deps.forgetTombstones);
    const end = await removeDue(run);
    if (run.removed > 0) await emptyJournal(this.#deps.store);
    if (end === 'stopped') return run.report('stopped');
    this.#keptMemory.note(run, end.last);
    return run.report('done');
  }

  #tellRefused(report: SweepReport): SweepReport {
    this.#deps.log.error(report, `the retention sweep removed nobody: ${report.outcome}`);
    return report;
  }

  async #isInDoubt(): Promise<boolean> {
    const last = await findLastSweep(this.#deps.store.db);
    return this.#clockWatch.isInDoubt(last?.clock_at ?? null);
  }

  async #refusalOf(run: SweepRun, isInDoubt: boolean): Promise<SweepRefusal | null> {
    if (isInDoubt) return 'clock-jumped';
    const { minCount, maxShare } = this.#deps.policy;
    if (run.due <= minCount) return null;
    const needed = Math.ceil(run.due / maxShare);
    return (await countVisitors(run, needed)) >= needed ? null : 'too-many';
  }

  /** Without `clock_at` the clock of the sweep before stands. */
  #note(holder: string, report: SweepReport, clockAt?: number): Promise<void> {
    const end = { last_report: JSON.stringify(report), ...(clockAt === undefined ? {} : { clock_at: clockAt }) };
    return this.#deps.store.write((trx) => endLease(trx, holder, end));
  }
}
