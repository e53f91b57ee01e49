import { sql } from 'kysely';
import { DatabaseUnusable, SchemaMismatch } from './database-unusable.ts';
import { RowChecksum } from './row-checksum.ts';
import type { Database } from './schema.ts';
import type { SealedKey } from '../keys/key-sealing.ts';
import type { PlainRow, SqliteSource } from './sqlite-source.ts';
import type { Db, Store } from './store.ts';

/** Every table but the version, each after those that its rows point at. */
export const IMPORT_ORDER = [
  'item',
  'anon_user',
  'session',
  'login_key',
  'signing_key',
  'tombstone',
  'sweep',
  'action',
  'item_tally',
  'cart',
  'cart_line',
  'cart_add',
  'history',
  'item_view',
  'preferences',
] as const satisfies readonly (keyof Database)[];

/** What the migrations themselves put there: replaced by the source's. */
const SEEDED: ReadonlySet<string> = new Set(['item']);
const BATCH_ROWS = 2_000;

/** Thrown when the target is not an empty PostgreSQL. The message is for the operator. */
export class ImportRefused extends Error {
  override readonly name = 'ImportRefused';
}

export interface ImportedTable {
  readonly table: string;
  readonly rows: number;
  /** The same on both sides. */
  readonly checksum: string;
}

interface ImportOptions {
  /** Rows copied and then read back again, of twice as many as there are. */
  onProgress(done: number, total: number): void;
}

/**
 * Copies every row of `source` to `target`, a migrated PostgreSQL without visitors, and reads all of it back to compare
 * counts and checksums: in one transaction, so that the target holds everything, verified, or is as empty as before.
 * Throws `ImportRefused`, `SchemaMismatch` or, when what was read back differs, `DatabaseUnusable`.
 */
export async function importFromSqlite(source: SqliteSource, target: Store, { onProgress }: ImportOptions): Promise<ImportedTable[]> {
  if (target.dialect !== 'postgres') throw new ImportRefused('The target is SQLite as well: copy the file instead.');
  assertTables(source);
  const total = 2 * IMPORT_ORDER.reduce((rows, table) => rows + source.count(table), 0);
  // As a migration: without time-outs, and servers that start meanwhile wait.
  return target.write((trx) => copyAll(source, trx, (done) => onProgress(done, total)), { isMigration: true });
}

/** The signing keys of a source, private halves sealed. Throws `SchemaMismatch`. */
export function readSealedKeys(source: SqliteSource): SealedKey[] {
  assertTables(source);
  const rows = [...source.batches('signing_key', BATCH_ROWS)].flat();
  return rows.map((row) => ({ kid: String(row['kid']), sealed_private_jwk: String(row['sealed_private_jwk']) }));
}

async function copyAll(source: SqliteSource, trx: Db, onRows: (done: number) => void): Promise<ImportedTable[]> {
  await assertSameVersion(source, trx);
  await assertEmpty(trx);
  let done = 0;
  const note = (rows: number) => onRows((done += rows));
  const sent = new Map<string, RowChecksum>();
  for (const table of IMPORT_ORDER) sent.set(table, await copyTable(source, trx, table, note));
  const imported: ImportedTable[] = [];
  for (const [table, checksum] of sent) {
    const found = await readBack(trx, table, note);
    if (found.rows !== checksum.rows || found.digest() !== checksum.digest()) {
      throw new DatabaseUnusable(`The table ${table} does not hold what was sent to it: the target was left as it was.`);
    }
    imported.push({ table, rows: found.rows, checksum: found.digest() });
  }
  // A planner that knows nothing of the rows reads whole tables until autovacuum has come by.
  await sql`analyze`.execute(trx);
  return imported;
}

const OTHER_SCHEMA = 'The file has another schema than this version of Passerby: bring it up to date with passerby migrate first, with the DATABASE_URL of the file.';

/** Before anything is read from them. */
function assertTables(source: SqliteSource): void {
  const expected: readonly string[] = ['schema_version', ...IMPORT_ORDER];
  if (source.tables().join() !== expected.toSorted().join()) throw new SchemaMismatch(OTHER_SCHEMA);
}

async function assertSameVersion(source: SqliteSource, trx: Db): Promise<void> {
  const past = [...source.batches('schema_version', BATCH_ROWS)].flat().map((row) => row['name']);
  const rows = await trx.selectFrom('schema_version').select('name').execute();
  const isSame = past.length === rows.length && rows.every(({ name }) => past.includes(name));
  if (!isSame) throw new SchemaMismatch(OTHER_SCHEMA);
}

async function assertEmpty(trx: Db): Promise<void> {
  for (const table of IMPORT_ORDER) {
    if (SEEDED.has(table)) continue;
    const row = await trx.selectFrom(table).select(sql`1`.as('one')).limit(1).executeTakeFirst();
    if (row !== undefined) throw new ImportRefused(`The target is not empty: there are rows in ${table}. Import into a new database, before any server starts on it.`);
  }
}

async function copyTable(source: SqliteSource, trx: Db, table: string, note: (rows: number) => void): Promise<RowChecksum> {
  if (SEEDED.has(table)) await sql`delete from ${sql.table(table)}`.execute(trx);
  const checksum = new RowChecksum();
  for (const batch of source.batches(table, BATCH_ROWS)) {
    for (const row of batch) checksum.add(row);
    await sql`insert into ${sql.table(table)} select * from json_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(batch)}::json)`.execute(trx);
    note(batch.length);
  }
  return checksum;
}

async function readBack(trx: Db, table: string, note: (rows: number) => void): Promise<RowChecksum> {
  const checksum = new RowChecksum();
  await sql`declare imported no scroll cursor for select * from ${sql.table(table)}`.execute(trx);
  for (;;) {
    const { rows } = await sql<PlainRow>`fetch ${sql.lit(BATCH_ROWS)} from imported`.execute(trx);
    for (const row of rows) checksum.add(row);
    note(rows.length);
    if (rows.length < BATCH_ROWS) break;
  }
  await sql`close imported`.execute(trx);
  return checksum;
}
