import { walkDue } from './due-walk.ts';
import { countVisitorPage } from './retention.repository.ts';
import type { SweepRun } from './sweep-run.ts';

/** Visitors that are looked at in one read: short enough to be felt by nobody. */
const PAGE_VISITORS = 500;
const PAGE_COUNTED = 5_000;

/** Counts who is due and who of them is kept, page by page; for a dry run what would be removed as well. */
export async function surveyDue(run: SweepRun, { isCountingRows }: { readonly isCountingRows: boolean }): Promise<void> {
  for await (const page of walkDue(run, PAGE_VISITORS)) {
    const due = page.filter((visitor) => visitor.is_kept === 0).map((visitor) => visitor.anon_id);
    run.noteSurveyed(due.length, page.length - due.length);
    if (isCountingRows && due.length > 0) run.noteRows(await run.data.count(run.store.db, due));
    await run.rest();
    if (run.isStopped()) return;
  }
}

/** How many visitors there are; counts no further than `enough`, so the cost follows the number due. */
export async function countVisitors(run: SweepRun, enough: number): Promise<number> {
  let counted = 0;
  for (let afterId: string | null = ''; afterId !== null && counted < enough && !run.isStopped(); ) {
    const page: { readonly count: number; readonly lastId: string | null } = await countVisitorPage(run.store.db, afterId, PAGE_COUNTED);
    counted += page.count;
    afterId = page.lastId;
    await run.rest();
  }
  return counted;
}
