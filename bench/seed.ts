import BetterSqlite3 from 'better-sqlite3';
import { uuidv7 } from '../server/random.ts';

export const ACTIONS_PER_VISITOR = 20;
/** So many different items every visitor acts on, now and during the run: the lists stay as long as they are. */
export const ITEMS_PER_VISITOR = 8;

export function listItemIds(path: string): string[] {
  const database = new BetterSqlite3(path, { readonly: true });
  const ids = database.prepare<[], string>('select item_id from item order by position').pluck().all();
  database.close();
  return ids;
}

export function countActions(path: string): number {
  const database = new BetterSqlite3(path, { readonly: true });
  const count = database.prepare<[], number>('select count(*) from action').pluck().get() ?? 0;
  database.close();
  return count;
}

/** The item of a visitor's `nth` action. */
export function itemOf(itemIds: readonly string[], visitor: number, nth: number): string {
  return itemIds[(visitor + (nth % ITEMS_PER_VISITOR)) % itemIds.length] ?? '';
}

/** Writes every visitor's first actions and their counts straight into the tables. Returns how many actions. */
export function seedActions(path: string, anonIds: readonly string[]): number {
  const database = new BetterSqlite3(path, { timeout: 5000 });
  const itemIds = database.prepare<[], string>('select item_id from item order by position').pluck().all();
  // A peer may keep its visitors elsewhere.
  database.pragma('foreign_keys = OFF');
  const addActions = actionWriter(database, itemIds);
  database.transaction(() => {
    for (const [index, anonId] of anonIds.entries()) addActions(anonId, index);
  })();
  database.close();
  return anonIds.length * ACTIONS_PER_VISITOR;
}

/** Writes the actions of one visitor; `index` spreads the visitors over the catalogue. */
export function actionWriter(database: BetterSqlite3.Database, itemIds: readonly string[]): (anonId: string, index: number) => void {
  const action = database.prepare('insert into action (anon_id, seq, id, action, item_id, created_at) values (?, ?, ?, ?, ?, ?)');
  const tally = database.prepare('insert into item_tally (anon_id, item_id, action_count, last_action_at, last_seq) values (?, ?, ?, ?, ?)');
  return (anonId, index) => {
    const now = Date.now();
    const tallies = new Map<string, { count: number; seq: number }>();
    for (let seq = 1; seq <= ACTIONS_PER_VISITOR; seq++) {
      const itemId = itemOf(itemIds, index, seq);
      action.run(anonId, seq, uuidv7(now), 'look', itemId, now);
      tallies.set(itemId, { count: (tallies.get(itemId)?.count ?? 0) + 1, seq });
    }
    for (const [itemId, { count, seq }] of tallies) tally.run(anonId, itemId, count, now, seq);
  };
}
