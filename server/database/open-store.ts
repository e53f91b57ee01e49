import type { DatabaseConfig } from '../config.ts';
import { DatabaseUnusable } from './database-unusable.ts';
import { openSqlite } from './sqlite.ts';
import type { Store } from './store.ts';

/** Opens the configured database. Throws `DatabaseUnusable`. */
export function openStore(config: DatabaseConfig): Store {
  if (config.kind === 'sqlite') return openSqlite(config.path);
  throw new DatabaseUnusable('PostgreSQL is not supported by this version: use a DATABASE_URL that begins with file:.');
}
