import type { ExpressionBuilder, Selectable } from 'kysely';
import { isIn } from '../database/lists.ts';
import { once, prepare } from '../database/prepared.ts';
import type { Database } from '../database/schema.ts';
import type { Db } from '../database/store.ts';
import type { VisitorCondition } from '../database/visitor-rows.ts';
import type { SweepTable } from './retention.table.ts';

const NAME = 'retention';

/** `last_activity_at` of a visitor who is being removed in more than one step: due before everybody else. */
export const BEING_REMOVED = 0;

interface Lease {
  readonly holder: string;
  readonly now: number;
  readonly until: number;
}

/**
 * Takes the one place of a sweeper, in one statement. False: somebody else holds it. A lease that ends twice as far ahead
 * as a lease lasts at most is from a clock that has been set back since.
 */
export async function claimLease(trx: Db, { holder, now, until }: Lease): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('sweep')
    .values({ name: NAME, holder, leased_until: until, last_report: null, clock_at: null })
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet({ holder, leased_until: until })
        .where((eb) => eb.or([eb('sweep.leased_until', '<=', now), eb('sweep.leased_until', '>', until + (until - now))])),
    )
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

const updateLease = prepare((trx, { holder, until }: Omit<Lease, 'now'>) =>
  trx.updateTable('sweep').set({ leased_until: until }).where('name', '=', NAME).where('holder', '=', once(holder)),
);

/** Goes on holding the place. False: somebody else has taken it. */
export async function renewLease(trx: Db, holder: string, until: number): Promise<boolean> {
  return (await updateLease(trx, { holder, until })).affected === 1;
}

interface SweepEnd {
  readonly last_report: string;
  /** Left out: what the sweep before noted stays. */
  readonly clock_at?: number;
}

/** Gives the place up and notes how the sweep went. */
export async function endLease(trx: Db, holder: string, end: SweepEnd): Promise<void> {
  await trx.updateTable('sweep').set({ leased_until: 0, ...end }).where('name', '=', NAME).where('holder', '=', holder).execute();
}

/** Notes how a sweep went that did not begin. Says nothing of one that is under way. */
export async function noteReport(trx: Db, report: string): Promise<void> {
  await trx.updateTable('sweep').set({ last_report: report }).where('name', '=', NAME).where('leased_until', '=', 0).execute();
}

/** What the last sweep left behind; null before the first. */
export async function findLastSweep(db: Db): Promise<Pick<Selectable<SweepTable>, 'last_report' | 'clock_at'> | null> {
  const row = await db.selectFrom('sweep').select(['last_report', 'clock_at']).where('name', '=', NAME).executeTakeFirst();
  return row ?? null;
}

export interface DueVisitor {
  readonly anon_id: string;
  readonly last_activity_at: number;
  /** 1: an owner of their data keeps them. */
  readonly is_kept: number;
}

interface DueQuery {
  readonly inactiveSince: number;
  /** The last visitor of the page before; null for the first page. */
  readonly after: DueVisitor | null;
  readonly limit: number;
  readonly keepers: readonly VisitorCondition[];
}

/** A page of the visitors that were last active before an instant, those first who are gone the longest. */
export function listDue(db: Db, { inactiveSince, after, limit, keepers }: DueQuery): Promise<DueVisitor[]> {
  let query = db
    .selectFrom('anon_user')
    .select((eb) => ['anon_id', 'last_activity_at', eb.case().when(isKept(eb, keepers)).then(eb.lit(1)).else(eb.lit(0)).end().as('is_kept')])
    .where('last_activity_at', '<', inactiveSince);
  if (after !== null) {
    const { last_activity_at: at, anon_id: anonId } = after;
    query = query
      .where('last_activity_at', '>=', at)
      .where((eb) => eb.or([eb('last_activity_at', '>', at), eb('anon_id', '>', anonId)]));
  }
  return query.orderBy('last_activity_at').orderBy('anon_id').limit(limit).execute();
}

/** Claims visitors for removal and returns their ids. */
export type ClaimDue = (trx: Db, anonIds: readonly string[], inactiveSince: number) => Promise<string[]>;

/**
 * Claims those who still are due and still kept by nobody: it asks again and marks them in one statement, and holds their
 * rows until the step ends.
 */
export function claimingDue(keepers: readonly VisitorCondition[]): ClaimDue {
  const claim = prepare((trx, { list, inactiveSince }: { readonly list: string; readonly inactiveSince: number }) =>
    trx
      .updateTable('anon_user')
      .set({ last_activity_at: BEING_REMOVED })
      .where(isIn(trx, 'anon_id', list))
      .where('last_activity_at', '<', once(inactiveSince, 'bigint'))
      .where((eb) => eb.not(isKept(eb, keepers)))
      .returning('anon_id'),
  );
  return async (trx, anonIds, inactiveSince) => {
    const { rows } = await claim(trx, { list: JSON.stringify(anonIds), inactiveSince });
    return rows.map((row) => row.anon_id);
  };
}

/** How many visitors there are after an id, up to `limit`, and the last of them. */
export async function countVisitorPage(db: Db, afterId: string, limit: number): Promise<{ readonly count: number; readonly lastId: string | null }> {
  const page = db.selectFrom('anon_user').select('anon_id').where('anon_id', '>', afterId).orderBy('anon_id').limit(limit).as('page');
  const row = await db
    .selectFrom(page)
    .select((eb) => [eb.fn.countAll().as('visitors'), eb.fn.max('anon_id').as('last_id')])
    .executeTakeFirstOrThrow();
  return { count: Number(row.visitors), lastId: row.last_id };
}

/** Nobody keeps a visitor of whom something is gone already. */
function isKept(eb: ExpressionBuilder<Database, 'anon_user'>, keepers: readonly VisitorCondition[]) {
  return eb.and([eb('last_activity_at', '>', BEING_REMOVED), eb.or(keepers.map((isKeeping) => isKeeping(eb)))]);
}
