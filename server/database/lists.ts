import { PostgresAdapter, type RawBuilder, sql, type SqlBool } from 'kysely';
import type { Db } from './store.ts';

/**
 * Whether a column's text is in a list, which is one parameter, a JSON array: lists of any length share a statement, so
 * it stays prepared. On PostgreSQL an array, whose elements are looked up in an index one by one.
 */
export function isIn(db: Db, column: string, list: string): RawBuilder<SqlBool> {
  if (isPostgres(db)) return sql`${sql.ref(column)} = any(array(select jsonb_array_elements_text(cast(${list} as jsonb))))`;
  return sql`${sql.ref(column)} in (select value from json_each(${list}))`;
}

/** The elements of a JSON array as rows to select from, each in the column `value`. */
export function rowsOf(db: Db, list: string): RawBuilder<unknown> {
  return isPostgres(db) ? sql`jsonb_array_elements(cast(${list} as jsonb)) as list(value)` : sql`json_each(${list})`;
}

export function isPostgres(db: Db): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}
