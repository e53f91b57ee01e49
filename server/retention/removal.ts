import type { Db } from '../database/store.ts';
import { totalOf } from '../privacy/visitor-data.ts';
import { walkDue } from './due-walk.ts';
import { claimingDue, type ClaimDue, type DueVisitor } from './retention.repository.ts';
import { PAGE_VISITORS } from './sweep-pace.ts';
import type { SweepRun } from './sweep-run.ts';

/** Removes up to `limit` tombstones that are past their time; resolves to how many. */
export type ForgetTombstones = (trx: Db, limit: number) => Promise<number>;

/** Where a walk over all who were due has ended; null when nobody was. */
interface WalkEnd {
  readonly last: DueVisitor | null;
}

/** Removes page after page until nobody is due, the run is stopped or somebody else has taken the lease. */
export async function removeDue(run: SweepRun): Promise<WalkEnd | 'stopped'> {
  const claimDue = claimingDue(run.data.keepers);
  let last: DueVisitor | null = null;
  for await (const page of walkDue(run, PAGE_VISITORS)) {
    const due = page.filter((visitor) => visitor.is_kept === 0).map((visitor) => visitor.anon_id);
    if (due.length > 0 && !(await removePage(run, due, claimDue))) return 'stopped';
    last = page.at(-1) ?? last;
    if (due.length === 0) await run.rest();
    else await run.pause();
    if (run.isStopped()) return 'stopped';
  }
  return { last };
}

/** A tombstone that has stood for its time goes, in steps like everything else. */
export async function removeOldTombstones(run: SweepRun, forget: ForgetTombstones): Promise<void> {
  while (!run.isStopped()) {
    const limit = run.pace.rows;
    const forgotten = await run.step((trx) => forget(trx, limit), (rows) => rows);
    if (forgotten === 'stopped' || forgotten < limit) return;
  }
}

/** Removes those of these visitors who still are due. False: the lease is lost or the run stopped. */
async function removePage(run: SweepRun, anonIds: readonly string[], claimDue: ClaimDue): Promise<boolean> {
  const claimed = await claimPage(run, anonIds, claimDue);
  if (claimed === 'stopped') return false;
  for (let next: number | null = 0; next !== null; ) {
    if (run.isStopped()) return false;
    const from: number = next;
    const step = await run.step((trx) => run.data.erase(trx, claimed, { atMost: run.pace.rows, from }), ({ counts }) => totalOf(counts));
    if (step === 'stopped') return false;
    run.noteRemoved(step.counts);
    next = step.next;
  }
  run.notePage();
  return true;
}

/** Makes nobody of those who still are due: their sessions go with the claim, and the rest of their rows may wait. */
async function claimPage(run: SweepRun, anonIds: readonly string[], claimDue: ClaimDue): Promise<string[] | 'stopped'> {
  const all: string[] = [];
  while (anonIds.length > 0) {
    if (run.isStopped()) return 'stopped';
    const some = anonIds.slice(0, run.pace.claims);
    anonIds = anonIds.slice(some.length);
    const claim = async (trx: Db) => {
      const claimed = await claimDue(trx, some, run.inactiveSince);
      return { claimed, ...(await run.data.erase(trx, claimed, { atMost: 1 })) };
    };
    const step = await run.step(claim, ({ counts }) => totalOf(counts));
    if (step === 'stopped') return 'stopped';
    run.noteRemoved(step.counts);
    all.push(...step.claimed);
  }
  return all;
}
