import { sql } from 'kysely';
import type { Store } from './store.ts';

/** Counting reads the whole table: from so many rows on PostgreSQL's own estimate has to do. */
const COUNTED_MAX = 200_000;

interface TableRows {
  readonly table: string;
  readonly rows: number;
  readonly isEstimate: boolean;
}

/** Every table and how many rows it has. */
export async function tableRows(store: Store): Promise<TableRows[]> {
  const tables = await store.db.introspection.getTables();
  const found: TableRows[] = [];
  for (const { name, isView } of tables.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (!isView) found.push(await rowsOf(store, name));
  }
  return found;
}

async function rowsOf({ db, dialect }: Store, table: string): Promise<TableRows> {
  if (dialect === 'postgres') {
    const { rows } = await sql<{ estimate: number }>`select reltuples::float8 as estimate from pg_class where oid = ${table}::regclass`.execute(db);
    const estimate = rows[0]?.estimate ?? 0;
    if (estimate > COUNTED_MAX) return { table, rows: estimate, isEstimate: true };
  }
  const { rows } = await sql<{ rows: number }>`select count(*) as rows from ${sql.table(table)}`.execute(db);
  return { table, rows: rows[0]?.rows ?? 0, isEstimate: false };
}

/** What the database takes on the disk, indexes included. */
export async function databaseBytes({ db, dialect }: Store): Promise<number> {
  const size =
    dialect === 'sqlite'
      ? sql<{ bytes: number }>`select page_count * page_size as bytes from pragma_page_count(), pragma_page_size()`
      : sql<{ bytes: number }>`select pg_database_size(current_database()) as bytes`;
  const { rows } = await size.execute(db);
  return rows[0]?.bytes ?? 0;
}
