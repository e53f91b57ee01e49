import { type Expression, type ExpressionBuilder, sql, type SqlBool } from 'kysely';
import type { RowCounts } from '../../shared/privacy.schema.ts';
import type { Database } from './schema.ts';
import type { Db } from './store.ts';

/** The tables whose rows belong to one visitor and say so in `anon_id`. */
export type VisitorTable = { [Table in keyof Database]: Database[Table] extends { anon_id: string } ? Table : never }[keyof Database];

/** A condition on a visitor, to stand inside a statement over `anon_user`. */
export type VisitorCondition = (eb: ExpressionBuilder<Database, 'anon_user'>) => Expression<SqlBool>;

export async function countVisitorRows(db: Db, table: VisitorTable, anonIds: readonly string[]): Promise<number> {
  const { rows } = await db
    .selectFrom(table as 'session')
    .select((eb) => eb.fn.countAll().as('rows'))
    .where('anon_id', 'in', padded(anonIds))
    .executeTakeFirstOrThrow();
  return Number(rows);
}

/** Removes the rows of these visitors and returns how many there were. */
export async function deleteVisitorRows(trx: Db, table: VisitorTable, anonIds: readonly string[]): Promise<number> {
  const { numDeletedRows } = await trx
    .deleteFrom(table as 'session')
    .where('anon_id', 'in', padded(anonIds))
    .executeTakeFirst();
  return Number(numDeletedRows);
}

export interface VisitorRows {
  readonly table: VisitorTable;
  /** The column that tells the rows of one visitor apart; absent where there is one row at most. */
  readonly key?: string;
}

export async function countAllRows(db: Db, kinds: readonly VisitorRows[], anonIds: readonly string[]): Promise<RowCounts> {
  const counts: Record<string, number> = {};
  for (const { table } of kinds) counts[table] = await countVisitorRows(db, table, anonIds);
  return counts;
}

/**
 * Removes rows of these visitors, table after table, until none are left or about `atMost` are gone: where a visitor has
 * one row, all of them go. Returns how many there were.
 */
export async function deleteAllRows(trx: Db, kinds: readonly VisitorRows[], anonIds: readonly string[], atMost: number): Promise<RowCounts> {
  const counts: Record<string, number> = {};
  let left = atMost;
  for (const { table, key } of kinds) {
    if (left <= 0) return counts;
    const isTooMuch = key !== undefined && Number.isFinite(left) && (await hasMoreRows(trx, table, anonIds, left));
    const removed = isTooMuch ? await deleteSomeRows(trx, { table, key }, anonIds, left) : await deleteVisitorRows(trx, table, anonIds);
    counts[table] = removed;
    left -= removed;
  }
  return counts;
}

/** A look at the index, which costs less than removing with a limit. */
async function hasMoreRows(db: Db, table: VisitorTable, anonIds: readonly string[], than: number): Promise<boolean> {
  const { rows } = await sql`select 1 from ${sql.table(table)} where anon_id in (${sql.join(padded(anonIds))}) limit 1 offset ${than}`.execute(db);
  return rows.length > 0;
}

async function deleteSomeRows(trx: Db, { table, key }: Required<VisitorRows>, anonIds: readonly string[], atMost: number): Promise<number> {
  const primaryKey = sql`anon_id, ${sql.ref(key)}`;
  const some = sql`select ${primaryKey} from ${sql.table(table)} where anon_id in (${sql.join(padded(anonIds))}) limit ${atMost}`;
  const { numDeletedRows } = await trx
    .deleteFrom(table as 'action')
    .where(sql<boolean>`(${primaryKey}) in (${some})`)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/**
 * The same set, its last id repeated until there are a power of two: lists of any length share few statements, so
 * each stays prepared. `in ()` is no SQL, hence one empty id for none.
 */
export function padded(anonIds: readonly string[]): string[] {
  const last = anonIds.at(-1) ?? '';
  const size = 2 ** Math.ceil(Math.log2(Math.max(1, anonIds.length)));
  return [...anonIds, ...Array.from({ length: size - anonIds.length }, () => last)];
}
