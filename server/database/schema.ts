import type { AnonUserTable } from '../anon/anon.table.ts';
import type { ActionTable, ItemTable, ItemTallyTable } from '../items/items.table.ts';
import type { SigningKeyTable } from '../keys/keys.table.ts';
import type { LoginKeyTable, SessionTable } from '../sessions/sessions.table.ts';
import type { SchemaVersionTable } from './schema-version.table.ts';

/** Every table on one page. */
export interface Database {
  // the core: who is here, and the proof of it
  anon_user: AnonUserTable;
  session: SessionTable;
  login_key: LoginKeyTable;
  signing_key: SigningKeyTable;

  // the application: what they did
  item: ItemTable;
  action: ActionTable;
  item_tally: ItemTallyTable;

  schema_version: SchemaVersionTable;
}
