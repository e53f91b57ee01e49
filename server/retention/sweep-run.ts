import { toInstant } from '../../shared/instants.ts';
import type { RowCounts } from '../../shared/privacy.schema.ts';
import type { SweepOutcome, SweepRefusal, SweepReport } from '../../shared/retention.schema.ts';
import type { Db, Store } from '../database/store.ts';
import type { VisitorData } from '../privacy/visitor-data.ts';
import type { KeptVisitors } from './due-walk.ts';
import { renewLease } from './retention.repository.ts';
import { SweepPace } from './sweep-pace.ts';

/** Told how far a sweep is: first the visitors it has counted, of nobody knows how many; then those removed, of those due. */
export type SweepProgress = (done: number, total: number | null) => void;

interface RunParts {
  readonly store: Store;
  readonly data: VisitorData;
  readonly startedAt: number;
  /** Who was last active before this instant is due. */
  readonly inactiveSince: number;
  readonly keptBefore: KeptVisitors | null;
  /** Null: a dry run, which may be one of several. */
  readonly lease: { readonly holder: string; readonly until: () => number } | null;
  readonly pause: (ms: number) => Promise<void>;
  readonly isStopped: () => boolean;
  readonly onProgress: SweepProgress;
}

/** So many steps commit before one waits for the disk, where nobody else does: the log is synced, copied and begun anew. */
const STEPS_A_SYNC = 32;

/** Pages that are read, in much less time than a lease lasts. */
const READS_A_RENEWAL = 20;

/** One sweep: how far it is and what it has removed. */
export class SweepRun {
  readonly store: Store;
  readonly data: VisitorData;
  readonly inactiveSince: number;
  readonly keptBefore: KeptVisitors | null;
  readonly pace: SweepPace;
  readonly #parts: RunParts;
  readonly #startedMs = performance.now();
  readonly #rows: Record<string, number> = {};
  #due = 0;
  #kept: number;
  #removed = 0;
  #reads = 0;
  #steps = 0;
  #lastStepMs = this.#startedMs;
  #isLeaseLost = false;

  constructor(parts: RunParts) {
    this.store = parts.store;
    this.data = parts.data;
    this.inactiveSince = parts.inactiveSince;
    this.keptBefore = parts.keptBefore;
    this.pace = new SweepPace(parts.store.dialect);
    this.#parts = parts;
    this.#kept = parts.keptBefore?.count ?? 0;
  }

  get due(): number {
    return this.#due;
  }

  get kept(): number {
    return this.#kept;
  }

  get removed(): number {
    return this.#removed;
  }

  /** The process is stopping, or somebody else has taken the lease. */
  isStopped(): boolean {
    return this.#isLeaseLost || this.#parts.isStopped();
  }

  noteSurveyed(due: number, kept: number): void {
    this.#due += due;
    this.#kept += kept;
    this.#parts.onProgress(this.#due + this.#kept, null);
  }

  noteRows(counts: RowCounts): void {
    for (const [table, count] of Object.entries(counts)) this.#rows[table] = (this.#rows[table] ?? 0) + count;
  }

  noteRemoved(counts: RowCounts): void {
    this.noteRows(counts);
    this.#removed += counts['anon_user'] ?? 0;
  }

  /** To be told after each page of visitors that is done with. */
  notePage(): void {
    this.#parts.onProgress(this.#removed, this.#due);
  }

  /** Between two reads: a pause, and now and then the lease anew. */
  async rest(): Promise<void> {
    await this.#parts.pause(1);
    // Time that goes by with reading is not made up for.
    this.#lastStepMs = performance.now();
    this.#reads += 1;
    if (this.#parts.lease !== null && this.#reads % READS_A_RENEWAL === 0) this.#isLeaseLost ||= !(await this.store.write((trx) => this.#renewLease(trx)));
  }

  /** As long as the step before asks for. */
  async pause(): Promise<void> {
    await this.#parts.pause(this.pace.pauseMs);
  }

  /** One transaction, if the lease is still ours, and a rest. `rowsOf` tells how many rows it has removed. */
  async step<T>(remove: (trx: Db) => Promise<T>, rowsOf: (removed: T) => number): Promise<T | 'stopped'> {
    let [beganMs, endedMs] = [0, 0];
    const run = async (trx: Db) => {
      beganMs = performance.now();
      const removed = (await this.#renewLease(trx)) ? await remove(trx) : 'stopped';
      endedMs = performance.now();
      return removed;
    };
    this.#steps += 1;
    const removed = await this.store.write(run, { isBackground: this.#steps % STEPS_A_SYNC !== 0 });
    if (removed === 'stopped') return 'stopped';
    const nowMs = performance.now();
    this.pace.note({ stepMs: endedMs - beganMs, commitMs: nowMs - endedMs, rows: rowsOf(removed), sinceLastMs: nowMs - this.#lastStepMs });
    this.#lastStepMs = nowMs;
    await this.pause();
    return removed;
  }

  report(outcome: SweepOutcome, refusal: SweepRefusal | null = null): SweepReport {
    return {
      outcome,
      refusal,
      startedAt: toInstant(this.#parts.startedAt),
      inactiveSince: toInstant(this.inactiveSince),
      due: this.#due,
      kept: this.#kept,
      removed: this.#removed,
      rows: this.#rows,
      durationMs: performance.now() - this.#startedMs,
      longestStepMs: this.pace.longestStepMs,
      longestCommitMs: this.pace.longestCommitMs,
    };
  }

  /** False: somebody else has taken it. */
  async #renewLease(trx: Db): Promise<boolean> {
    const { lease } = this.#parts;
    return lease === null || renewLease(trx, lease.holder, lease.until());
  }
}
