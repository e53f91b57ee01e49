import { toInstant } from '../../shared/instants.ts';
import type { RowCounts } from '../../shared/privacy.schema.ts';
import type { SweepOutcome, SweepReport } from '../../shared/retention.schema.ts';
import type { Db, Store } from '../database/store.ts';
import type { VisitorData } from '../privacy/visitor-data.ts';
import { claimDue, type DueVisitor, listDue, renewLease } from './retention.repository.ts';
import { ROWS_PER_STEP, SweepPace } from './sweep-pace.ts';

/** Told how far a sweep is: first the visitors it has counted, of nobody knows how many; then those removed, of those due. */
export type SweepProgress = (done: number, total: number | null) => void;

interface RunParts {
  readonly store: Store;
  readonly data: VisitorData;
  readonly startedAt: string;
  /** Who was last active before this instant is due. */
  readonly inactiveSince: number;
  readonly holder: string;
  readonly leaseUntil: () => number;
  readonly pause: (ms: number) => Promise<void>;
  readonly isStopped: () => boolean;
  readonly onProgress: SweepProgress;
}

interface Step {
  readonly claimed: number;
  readonly counts: RowCounts;
  /** False: some of the visitors have rows left. */
  readonly isComplete: boolean;
}

/** One sweep: how far it is and what it has removed. */
export class SweepRun {
  readonly store: Store;
  readonly data: VisitorData;
  readonly inactiveSince: number;
  readonly holder: string;
  readonly pause: (ms: number) => Promise<void>;
  readonly isStopped: () => boolean;
  readonly #startedAt: string;
  readonly #leaseUntil: () => number;
  readonly #onProgress: SweepProgress;
  readonly #pace = new SweepPace();
  readonly #rows: Record<string, number> = {};
  #due = 0;
  #kept = 0;
  #removed = 0;

  constructor({ store, data, startedAt, inactiveSince, holder, leaseUntil, pause, isStopped, onProgress }: RunParts) {
    this.store = store;
    this.data = data;
    this.inactiveSince = inactiveSince;
    this.holder = holder;
    this.pause = pause;
    this.isStopped = isStopped;
    this.#startedAt = startedAt;
    this.#leaseUntil = leaseUntil;
    this.#onProgress = onProgress;
  }

  get due(): number {
    return this.#due;
  }

  get removed(): number {
    return this.#removed;
  }

  noteSurveyed(due: number, kept: number): void {
    this.#due += due;
    this.#kept += kept;
    this.#onProgress(this.#due + this.#kept, null);
  }

  noteRows(counts: RowCounts): void {
    for (const [table, count] of Object.entries(counts)) this.#rows[table] = (this.#rows[table] ?? 0) + count;
  }

  /** Removes page after page until nobody is due, the run is stopped or somebody else has taken the lease. */
  async removeDue(): Promise<'done' | 'stopped'> {
    for (let after: DueVisitor | null = null; ; ) {
      const limit = this.#pace.size;
      const page: readonly DueVisitor[] = await listDue(this.store.db, { inactiveSince: this.inactiveSince, after, limit, keepers: this.data.keepers });
      const due = page.filter((visitor) => visitor.is_kept === 0).map((visitor) => visitor.anon_id);
      if (due.length > 0 && !(await this.#removeAll(due))) return 'stopped';
      if (page.length < limit) return 'done';
      after = page.at(-1) ?? null;
      await this.pause(this.#pace.pauseMs);
      if (this.isStopped()) return 'stopped';
    }
  }

  report(outcome: SweepOutcome, durationMs: number): SweepReport {
    return {
      outcome,
      startedAt: this.#startedAt,
      inactiveSince: toInstant(this.inactiveSince),
      due: this.#due,
      kept: this.#kept,
      removed: this.#removed,
      rows: this.#rows,
      durationMs,
      longestStepMs: this.#pace.longestStepMs,
      longestCommitMs: this.#pace.longestCommitMs,
    };
  }

  /** Steps until nothing is left of those who still are due. False: the lease is lost or the run stopped. */
  async #removeAll(anonIds: readonly string[]): Promise<boolean> {
    for (;;) {
      const step = await this.#step(anonIds);
      if (step === 'lease lost') return false;
      if (step.isComplete) {
        this.#removed += step.claimed;
        this.#onProgress(this.#removed, this.#due);
        return true;
      }
      await this.pause(this.#pace.pauseMs);
      if (this.isStopped()) return false;
    }
  }

  /** One transaction: the lease is still ours, the visitors are still due, and then their rows go. */
  async #step(anonIds: readonly string[]): Promise<Step | 'lease lost'> {
    let [beganMs, endedMs] = [0, 0];
    const remove = async (trx: Db) => {
      beganMs = performance.now();
      const removed = await this.#removeIn(trx, anonIds);
      endedMs = performance.now();
      return removed;
    };
    const step = await this.store.write(remove, { isBackground: true });
    if (step === 'lease lost') return step;
    const rows = Object.values(step.counts).reduce((total, count) => total + count, 0);
    this.#pace.note({ stepMs: endedMs - beganMs, commitMs: performance.now() - endedMs, visitors: step.claimed, rows, isComplete: step.isComplete });
    this.noteRows(step.counts);
    return step;
  }

  async #removeIn(trx: Db, anonIds: readonly string[]): Promise<Step | 'lease lost'> {
    if (!(await renewLease(trx, this.holder, this.#leaseUntil()))) return 'lease lost';
    const claimed = await claimDue(trx, anonIds, { inactiveSince: this.inactiveSince, keepers: this.data.keepers });
    if (claimed.length === 0) return { claimed: 0, counts: {}, isComplete: true };
    return { claimed: claimed.length, ...(await this.data.erase(trx, claimed, ROWS_PER_STEP)) };
  }
}
