import BetterSqlite3 from 'better-sqlite3';

/** What a database file holds, and whether it is whole. */
export interface StoredRows {
  /** `ok`, or what SQLite found to be wrong. */
  readonly integrity: string;
  /** `action <id>` and `visitor <anonId>`: written as the tests acknowledge. */
  readonly names: ReadonlySet<string>;
  /** Rows whose other half is missing: a tally without its actions, a visitor without a session, a broken reference. */
  readonly halves: number;
}

const HALVES = `select
  (select count(*) from item_tally t where action_count <>
    (select count(*) from action a where a.anon_id = t.anon_id and a.item_id = t.item_id))
  + (select count(*) from anon_user u where not exists (select 1 from session s where s.anon_id = u.anon_id))
  + (select count(*) from pragma_foreign_key_check)`;

/** Opens the file at `path` as every SQLite would, recovering it when it has to. */
export function readStoredRows(path: string, options: { readonly readonly?: boolean } = {}): StoredRows {
  const database = new BetterSqlite3(path, { timeout: 5000, ...options });
  try {
    const integrity = database.pragma('integrity_check', { simple: true }) as string;
    const isMigrated = database.prepare("select count(*) from sqlite_schema where name in ('action', 'item_tally', 'session')").pluck().get() === 3;
    if (!isMigrated) return { integrity, names: new Set(), halves: 0 };
    const names = database.prepare("select 'action ' || id from action union all select 'visitor ' || anon_id from anon_user").pluck().all() as string[];
    return { integrity, names: new Set(names), halves: database.prepare(HALVES).pluck().get() as number };
  } catch (error) {
    return { integrity: String(error), names: new Set(), halves: 0 };
  } finally {
    database.close();
  }
}
