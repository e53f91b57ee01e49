import { sql } from 'kysely';
import type { Store } from '../../server/database/store.ts';

interface ForeignKey {
  readonly child: string;
  readonly parent: string;
}

const ON_SQLITE = sql<ForeignKey>`
  select m.name as child, k."table" as parent from sqlite_master m, pragma_foreign_key_list(m.name) k where m.type = 'table'
`;
const ON_POSTGRES = sql<ForeignKey>`
  select c.conrelid::regclass::text as child, c.confrelid::regclass::text as parent from pg_constraint c where c.contype = 'f'
`;

/** Which tables point at which by foreign key. */
export async function listForeignKeys({ db, dialect }: Store): Promise<ForeignKey[]> {
  const { rows } = await (dialect === 'sqlite' ? ON_SQLITE : ON_POSTGRES).execute(db);
  return rows;
}

/** Tables of the real schema that have a column `anon_id`, or lead to such a one by foreign keys. In order. */
export async function findVisitorTables(store: Store): Promise<string[]> {
  const tables = await store.db.introspection.getTables();
  const found = new Set(tables.filter(({ columns }) => columns.some(({ name }) => name === 'anon_id')).map(({ name }) => name));
  const keys = await listForeignKeys(store);
  for (let size = 0; size !== found.size; ) {
    size = found.size;
    for (const { child, parent } of keys) if (found.has(parent)) found.add(child);
  }
  return [...found].sort();
}
