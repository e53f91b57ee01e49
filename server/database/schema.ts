import type { AnonUserTable } from '../anon/anon.table.ts';
import type { CartAddTable, CartLineTable, CartTable } from '../cart/cart.table.ts';
import type { HistoryTable, ItemViewTable } from '../history/history.table.ts';
import type { ActionTable, ItemTable, ItemTallyTable } from '../items/items.table.ts';
import type { SigningKeyTable } from '../keys/keys.table.ts';
import type { PreferencesTable } from '../preferences/preferences.table.ts';
import type { SweepTable } from '../retention/retention.table.ts';
import type { LoginKeyTable, SessionTable } from '../sessions/sessions.table.ts';
import type { TombstoneTable } from '../sessions/tombstone.table.ts';
import type { SchemaVersionTable } from './schema-version.table.ts';

/** Every table on one page. */
export interface Database {
  // the core: who is here, and the proof of it
  anon_user: AnonUserTable;
  session: SessionTable;
  login_key: LoginKeyTable;
  signing_key: SigningKeyTable;
  tombstone: TombstoneTable;
  sweep: SweepTable;

  // the application: what they did
  item: ItemTable;
  action: ActionTable;
  item_tally: ItemTallyTable;
  cart: CartTable;
  cart_line: CartLineTable;
  cart_add: CartAddTable;
  history: HistoryTable;
  item_view: ItemViewTable;
  preferences: PreferencesTable;

  schema_version: SchemaVersionTable;
}
