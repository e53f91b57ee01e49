import BetterSqlite3 from 'better-sqlite3';
import { DatabaseUnusable } from './database-unusable.ts';

/** A row as JSON has it: text, safe integers and null are all that the schema holds. */
export type PlainRow = Readonly<Record<string, unknown>>;

/** A SQLite database at one instant, to be read and never written. */
export class SqliteSource implements Disposable {
  readonly #database: BetterSqlite3.Database;

  /** Throws `DatabaseUnusable` for what is no SQLite database. */
  constructor(path: string) {
    try {
      this.#database = new BetterSqlite3(path, { readonly: true, fileMustExist: true });
      this.#database.exec('begin');
      this.#database.prepare('select count(*) from sqlite_master').get();
    } catch (error) {
      throw new DatabaseUnusable(`${path} cannot be read: ${error instanceof Error ? error.message : 'unknown reason'}.`, { cause: error });
    }
  }

  tables(): string[] {
    return this.#database.prepare("select name from sqlite_master where type = 'table' and name not like 'sqlite\\_%' escape '\\' order by name").pluck().all() as string[];
  }

  count(table: string): number {
    return this.#database.prepare(`select count(*) from "${table}"`).pluck().get() as number;
  }

  /** Every row, `size` at a time. */
  *batches(table: string, size: number): Generator<PlainRow[]> {
    let batch: PlainRow[] = [];
    for (const row of this.#database.prepare(`select * from "${table}"`).iterate()) {
      if (batch.push(row as PlainRow) < size) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}
