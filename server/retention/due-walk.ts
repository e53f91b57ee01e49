import type { Store } from '../database/store.ts';
import type { VisitorData } from '../privacy/visitor-data.ts';
import { BEING_REMOVED, type DueVisitor, listDue } from './retention.repository.ts';

/** Those whom a sweep came by and kept: all up to `last`. */
export interface KeptVisitors {
  readonly last: DueVisitor;
  readonly count: number;
}

interface DueWalk {
  readonly store: Store;
  readonly data: VisitorData;
  readonly inactiveSince: number;
  /** Passed over. Whoever was removed in part is not. */
  readonly keptBefore: KeptVisitors | null;
}

interface Stretch {
  readonly after: DueVisitor | null;
  readonly inactiveSince: number;
}

/** Pages of the visitors who are due by time, those first who are gone the longest. */
export async function* walkDue(walk: DueWalk, limit: number): AsyncGenerator<readonly DueVisitor[]> {
  const { inactiveSince, keptBefore } = walk;
  if (keptBefore !== null) yield* walkStretch(walk, limit, { after: null, inactiveSince: BEING_REMOVED + 1 });
  yield* walkStretch(walk, limit, { after: keptBefore?.last ?? null, inactiveSince });
}

async function* walkStretch({ store, data }: DueWalk, limit: number, { after, inactiveSince }: Stretch): AsyncGenerator<readonly DueVisitor[]> {
  for (let last = after; ; ) {
    const page: readonly DueVisitor[] = await listDue(store.db, { inactiveSince, after: last, limit, keepers: data.keepers });
    if (page.length > 0) yield page;
    if (page.length < limit) return;
    last = page.at(-1) ?? null;
  }
}
