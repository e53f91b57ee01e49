import { type RawBuilder, sql } from 'kysely';
import { isPostgres } from './lists.ts';
import type { Db } from './store.ts';

/**
 * The end of a subquery that picks rows to clear away: rows that another step holds are passed over. Otherwise all who
 * clear away at once would wait for one another, or in a ring. SQLite's steps run one by one and need no word of it.
 */
export function unlockedOnly(db: Db): RawBuilder<unknown> {
  return isPostgres(db) ? sql`for update skip locked` : sql``;
}
