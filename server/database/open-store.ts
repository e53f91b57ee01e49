import type { DatabaseConfig } from '../config.ts';
import { openPostgres } from './postgres.ts';
import { openSqlite } from './sqlite.ts';
import type { Store } from './store.ts';

/** Opens the configured database. Throws `DatabaseUnusable` for a file; a server is only asked when it is needed. */
export function openStore(config: DatabaseConfig): Store {
  return config.kind === 'sqlite' ? openSqlite(config.path) : openPostgres(config.url);
}
