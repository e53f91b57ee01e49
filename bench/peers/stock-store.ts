import { Kysely, SqliteDialect } from 'kysely';
import type { Database } from '../../server/database/schema.ts';
import type { Db, Store } from '../../server/database/store.ts';
import { openDatabase } from './settings.ts';

/** The database the stock way: Kysely's own dialect, every statement prepared anew, one transaction a write. */
export class StockStore implements Store {
  readonly dialect = 'sqlite';
  readonly db: Db = new Kysely<Database>({ dialect: new SqliteDialect({ database: openDatabase() }) });

  write<T>(step: (trx: Db) => Promise<T>): Promise<T> {
    return this.db.transaction().execute(step);
  }

  onChange(): void {}

  async emptyLog(): Promise<boolean> {
    return true;
  }

  async check(): Promise<void> {
    await this.db.selectFrom('schema_version').select('name').execute();
  }

  close(): Promise<void> {
    return this.db.destroy();
  }
}
