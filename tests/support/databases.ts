import { MIGRATIONS } from '../../server/database/migrations/index.ts';
import { migrate } from '../../server/database/migrator.ts';
import { openStore } from '../../server/database/open-store.ts';
import type { Dialect, Store } from '../../server/database/store.ts';
import { createPostgresDatabase } from './postgres-database.ts';
import { makeTempFolder } from './temp-folder.ts';

/** One database, open to any number of stores and apps. */
export class TestDatabase implements AsyncDisposable {
  /** `DATABASE_URL`. */
  readonly url: string;
  readonly #home: AsyncDisposable;
  readonly #stores: Store[] = [];

  constructor(url: string, home: AsyncDisposable) {
    this.url = url;
    this.#home = home;
  }

  /** Another store on it, as another process would open one; closed with the database. */
  open(): Store {
    const store = openStore(this.url.startsWith('file:') ? { kind: 'sqlite', path: this.url.slice('file:'.length) } : { kind: 'postgres', url: this.url });
    this.#stores.push(store);
    return store;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#stores.map((store) => store.close()));
    await this.#home[Symbol.asyncDispose]();
  }
}

/** The databases that every contract is held to. */
export interface ContractDatabase {
  readonly name: string;
  readonly dialect: Dialect;
  /** A new one, with nothing in it. */
  empty(): Promise<TestDatabase>;
  /** A new one with the newest schema. */
  migrated(): Promise<TestDatabase>;
}

async function emptyFile(): Promise<TestDatabase> {
  const folder = await makeTempFolder();
  return new TestDatabase(folder.databaseUrl, folder);
}

export const DATABASES: readonly ContractDatabase[] = [
  {
    name: 'SQLite',
    dialect: 'sqlite',
    empty: emptyFile,
    migrated: async () => {
      const database = await emptyFile();
      await migrate(database.open(), MIGRATIONS, 0);
      return database;
    },
  },
  {
    name: 'PostgreSQL',
    dialect: 'postgres',
    empty: async () => {
      const database = await createPostgresDatabase('empty');
      return new TestDatabase(database.url, database);
    },
    migrated: async () => {
      const database = await createPostgresDatabase('migrated');
      return new TestDatabase(database.url, database);
    },
  },
];
