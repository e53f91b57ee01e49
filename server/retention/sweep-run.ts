import { toInstant } from '../../shared/instants.ts';
import type { RowCounts } from '../../shared/privacy.schema.ts';
import type { SweepOutcome, SweepReport } from '../../shared/retention.schema.ts';
import type { Db, Store } from '../database/store.ts';
import { totalOf, type VisitorData } from '../privacy/visitor-data.ts';
import { claimingDue, type ClaimDue, type DueVisitor, listDue, renewLease } from './retention.repository.ts';
import { PAGE_VISITORS, SweepPace } from './sweep-pace.ts';

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

/** So many steps commit before one waits for the disk, where nobody else does: the log is synced, copied and begun anew. */
const STEPS_A_SYNC = 32;

interface Erased {
  readonly counts: RowCounts;
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
  readonly #claimDue: ClaimDue;
  readonly #pace: SweepPace;
  readonly #rows: Record<string, number> = {};
  #due = 0;
  #kept = 0;
  #removed = 0;
  #steps = 0;
  #lastStepMs = 0;

  constructor({ store, data, startedAt, inactiveSince, holder, leaseUntil, pause, isStopped, onProgress }: RunParts) {
    this.store = store;
    this.data = data;
    this.inactiveSince = inactiveSince;
    this.holder = holder;
    this.pause = pause;
    this.isStopped = isStopped;
    this.#startedAt = startedAt;
    this.#claimDue = claimingDue(data.keepers);
    this.#pace = new SweepPace(store.dialect);
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
    this.#lastStepMs = performance.now();
    for (let after: DueVisitor | null = null; ; ) {
      const page: readonly DueVisitor[] = await listDue(this.store.db, { inactiveSince: this.inactiveSince, after, limit: PAGE_VISITORS, keepers: this.data.keepers });
      const due = page.filter((visitor) => visitor.is_kept === 0).map((visitor) => visitor.anon_id);
      if (due.length > 0 && !(await this.#remove(due))) return 'stopped';
      if (page.length < PAGE_VISITORS) return 'done';
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

  /** Removes those of these visitors who still are due. False: the lease is lost or the run stopped. */
  async #remove(anonIds: readonly string[]): Promise<boolean> {
    const claimed = await this.#claim(anonIds);
    if (claimed === 'stopped') return false;
    for (let next: number | null = 0; next !== null; ) {
      if (this.isStopped()) return false;
      const from: number = next;
      const step = await this.#step((trx) => this.data.erase(trx, claimed, { atMost: this.#pace.rows, from }));
      if (step === 'stopped') return false;
      next = step.next;
    }
    this.#onProgress(this.#removed, this.#due);
    return true;
  }

  /** Makes nobody of those who still are due: their sessions go with the claim, and the rest of their rows may wait. */
  async #claim(anonIds: readonly string[]): Promise<string[] | 'stopped'> {
    const all: string[] = [];
    while (anonIds.length > 0) {
      if (this.isStopped()) return 'stopped';
      const some = anonIds.slice(0, this.#pace.claims);
      anonIds = anonIds.slice(some.length);
      const step = await this.#step(async (trx) => {
        const claimed = await this.#claimDue(trx, some, this.inactiveSince);
        return { claimed, ...(await this.data.erase(trx, claimed, { atMost: 1 })) };
      });
      if (step === 'stopped') return 'stopped';
      all.push(...step.claimed);
    }
    return all;
  }

  /** One transaction, if the lease is still ours, and a rest. */
  async #step<T extends Erased>(erase: (trx: Db) => Promise<T>): Promise<T | 'stopped'> {
    let [beganMs, endedMs] = [0, 0];
    const run = async (trx: Db) => {
      beganMs = performance.now();
      const erased = (await renewLease(trx, this.holder, this.#leaseUntil())) ? await erase(trx) : 'stopped';
      endedMs = performance.now();
      return erased;
    };
    this.#steps += 1;
    const erased = await this.store.write(run, { isBackground: this.#steps % STEPS_A_SYNC !== 0 });
    if (erased === 'stopped') return 'stopped';
    this.noteRows(erased.counts);
    this.#removed += erased.counts['anon_user'] ?? 0;
    const nowMs = performance.now();
    this.#pace.note({ stepMs: endedMs - beganMs, commitMs: nowMs - endedMs, rows: totalOf(erased.counts), sinceLastMs: nowMs - this.#lastStepMs });
    this.#lastStepMs = nowMs;
    await this.pause(this.#pace.pauseMs);
    return erased;
  }
}
