import BetterSqlite3 from 'better-sqlite3';
import { syncFile } from '../server/database/sqlite-file.ts';

const DAY_MS = 86_400_000;

interface Seed {
  readonly path: string;
  readonly visitors: number;
  /**
   * Who of them has been gone for a year. `old`: nine in ten of those who came first, as in life. `spread`: every tenth,
   * so that each is on pages of its own in every table, which is the dearest.
   */
  readonly due: 'old' | 'spread';
  readonly now: number;
}

/**
 * Fills a migrated database with visitors of 14 rows each (the visitor, a session, 4 actions, 2 tallies, a cart of one line,
 * a history of 2 views, preferences), in the order of the keys and without a journal.
 */
export function seedVisitors({ path, visitors, due, now }: Seed): void {
  const database = new BetterSqlite3(path);
  database.pragma('synchronous = OFF');
  database.pragma('foreign_keys = OFF');
  database.pragma('cache_size = -1000000');
  const statements = STATEMENTS.map((statement) => database.prepare(statement));
  const insert = database.transaction((first: number, last: number) => {
    for (let index = first; index < last; index += 1) {
      const hex = index.toString(16).padStart(12, '0');
      const isDue = due === 'spread' ? index % 10 === 0 : index < visitors / 9 && index % 10 !== 0;
      const at = isDue ? now - 365 * DAY_MS + index : now - ((index * 7919) % (30 * DAY_MS));
      const values = { id: `01900000-0000-7000-8000-${hex}`, session: `01900000-0000-7000-9000-${hex}`, at, salt: hex.repeat(2).slice(0, 22) };
      for (const statement of statements) statement.run(values);
    }
  });
  for (let first = 0; first < visitors; first += 20_000) insert(first, Math.min(visitors, first + 20_000));
  database.pragma('wal_checkpoint(truncate)');
  database.close();
  // Otherwise the first checkpoint of whoever is measured pays for writing the seed to the disk.
  syncFile(path);
}

function action(seq: number): string {
  return `insert into action (anon_id, seq, id, action, item_id, created_at) values (@id, ${seq}, @session || ${seq}, 'like', 'fountain-pen', @at)`;
}

const STATEMENTS = [
  'insert into anon_user (anon_id, created_at, last_activity_at) values (@id, @at, @at)',
  'insert into session (session_id, anon_id, salt, gen, created_at, last_activity_at, expires_at) values (@session, @id, @salt, 1, @at, @at, @at + 1)',
  ...[1, 2, 3, 4].map(action),
  "insert into item_tally (anon_id, item_id, action_count, last_action_at, last_seq) values (@id, 'fountain-pen', 3, @at, 4), (@id, 'indoor-fern', 1, @at, 1)",
  'insert into cart (anon_id, version, updated_at) values (@id, 1, @at)',
  "insert into cart_line (anon_id, item_id, quantity, price_minor, currency, position, version, updated_at) values (@id, 'indoor-fern', 1, 2100, 'EUR', 1, 1, @at)",
  'insert into history (anon_id, last_seq) values (@id, 2)',
  "insert into item_view (anon_id, seq, item_id, viewed_at) values (@id, 1, 'fountain-pen', @at), (@id, 2, 'indoor-fern', @at)",
  `insert into preferences (anon_id, document, version, updated_at) values (@id, '{"theme":"dark","app":{}}', 1, @at)`,
];
