import { type Expression, type ExpressionBuilder, sql, type SqlBool } from 'kysely';
import type { RowCounts } from '../../shared/privacy.schema.ts';
import { isIn, isPostgres } from './lists.ts';
import { once, prepare } from './prepared.ts';
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
    .where(isIn(db, 'anon_id', JSON.stringify(anonIds)))
    .executeTakeFirstOrThrow();
  return Number(rows);
}

const deleteRows = perTable(({ table }) =>
  prepare((trx, { list }: { readonly list: string }) => trx.deleteFrom(table as 'session').where(isIn(trx, 'anon_id', list))),
);

/** Removes the rows of these visitors and returns how many there were. */
export async function deleteVisitorRows(trx: Db, table: VisitorTable, anonIds: readonly string[]): Promise<number> {
  return (await deleteRows({ table })(trx, { list: JSON.stringify(anonIds) })).affected;
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

/** Removes about `atMost` rows of these visitors, table after table. Returns how many there were. */
export async function deleteAllRows(trx: Db, kinds: readonly VisitorRows[], anonIds: readonly string[], atMost: number): Promise<RowCounts> {
  const counts: Record<string, number> = {};
  const list = JSON.stringify(anonIds);
  let left = atMost;
  for (const kind of kinds) {
    if (left <= 0) return counts;
    const canBeTooMuch = Number.isFinite(left) && (kind.key !== undefined || anonIds.length > left);
    const isTooMuch = canBeTooMuch && (await findRowAfter(kind)(trx, { list, skipped: left })).rows.length > 0;
    const { affected } = isTooMuch ? await deleteSomeRows(kind)(trx, { list, atMost: left }) : await deleteRows(kind)(trx, { list });
    counts[kind.table] = affected;
    left -= affected;
  }
  return counts;
}

/** A look at the index, which costs less than removing with a limit. */
const findRowAfter = perTable(({ table }) =>
  prepare((db, { list, skipped }: { readonly list: string; readonly skipped: number }) =>
    db
      .selectFrom(table as 'session')
      .select(sql.lit(1).as('found'))
      .where(isIn(db, 'anon_id', list))
      .limit(sql.lit(1))
      .offset(once(skipped, 'bigint')),
  ),
);

const deleteSomeRows = perTable(({ table, key }) =>
  prepare((trx, { list, atMost }: { readonly list: string; readonly atMost: number }) => {
    const rows = sql`from ${sql.table(table)} where ${isIn(trx, 'anon_id', list)} limit ${once(atMost, 'bigint')}`;
    const primaryKey = key === undefined ? sql`anon_id` : sql`anon_id, ${sql.ref(key)}`;
    // PostgreSQL plans a join for a list of keys, and reads the whole table for it; places it looks up.
    const isOne = isPostgres(trx) ? sql<boolean>`ctid = any(array(select ctid ${rows}))` : sql<boolean>`(${primaryKey}) in (select ${primaryKey} ${rows})`;
    return trx.deleteFrom(table as 'session').where(isOne);
  }),
);

function perTable<F>(make: (kind: VisitorRows) => F): (kind: VisitorRows) => F {
  const made = new Map<VisitorTable, F>();
  return (kind) => {
    const known = made.get(kind.table) ?? make(kind);
    made.set(kind.table, known);
    return known;
  };
}
