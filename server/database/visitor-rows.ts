import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
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

/**
 * The same set, its last id repeated until there are a power of two: lists of any length share few statements, so
 * each stays prepared. `in ()` is no SQL, hence one empty id for none.
 */
export function padded(anonIds: readonly string[]): string[] {
  const last = anonIds.at(-1) ?? '';
  const size = 2 ** Math.ceil(Math.log2(Math.max(1, anonIds.length)));
  return [...anonIds, ...Array.from({ length: size - anonIds.length }, () => last)];
}
