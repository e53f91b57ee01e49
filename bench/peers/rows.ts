import { createHmac, randomBytes } from 'node:crypto';
import type BetterSqlite3 from 'better-sqlite3';
import { uuidv7 } from '../../server/random.ts';

export const TOKEN_SECONDS = 3600;
const SESSION_MS = 365 * 86_400_000;
const REFRESH_SECONDS = 60 * 86_400;
const refreshKey = randomBytes(32);

export interface Login {
  readonly anonId: string;
  readonly sessionId: string;
  readonly salt: string;
  readonly now: number;
}

export interface NewAction {
  readonly anonId: string;
  readonly id: string;
  readonly action: string;
  readonly itemId: string | null;
  readonly now: number;
}

interface ItemRow {
  readonly item_id: string;
  readonly title_en: string;
  readonly title_zh: string;
  readonly description_en: string;
  readonly description_zh: string;
  readonly category: string;
  readonly price_minor: number;
  readonly currency: string;
}

interface TallyRow {
  readonly item_id: string;
  readonly action_count: number;
  readonly last_action_at: number;
}

interface ActionRow {
  readonly id: string;
  readonly action: string;
  readonly item_id: string | null;
  readonly created_at: number;
}

export function newLogin(): Login {
  const now = Date.now();
  return { anonId: uuidv7(now), sessionId: uuidv7(now), salt: randomBytes(16).toString('base64url'), now };
}

export function newAction(anonId: string, body: { readonly action: string; readonly itemId?: string }): NewAction {
  const now = Date.now();
  return { anonId, id: uuidv7(now), action: body.action, itemId: body.itemId ?? null, now };
}

/** What a login answers, with the access token of the peer's own make. */
export function tokenAnswer({ anonId, sessionId, salt }: Login, accessToken: string) {
  const mac = createHmac('sha256', refreshKey).update(`${sessionId}.1.${salt}`).digest('base64url');
  return { anonId, accessToken, tokenType: 'Bearer', expiresIn: TOKEN_SECONDS, refreshToken: `${sessionId}.1.${mac}`, refreshExpiresIn: REFRESH_SECONDS };
}

export function actionAnswer({ id, action, itemId, now }: NewAction) {
  return { action: { id, action, itemId, createdAt: new Date(now).toISOString() } };
}

/** Passerby's rows by statements that are prepared once. Transactions are the caller's. */
export class Rows {
  readonly #visitor: BetterSqlite3.Statement;
  readonly #session: BetterSqlite3.Statement;
  readonly #actions: BetterSqlite3.Statement<[string], ActionRow>;
  readonly #tallies: BetterSqlite3.Statement<[string], TallyRow>;
  readonly #newestSeq: BetterSqlite3.Statement<[string], number>;
  readonly #action: BetterSqlite3.Statement;
  readonly #tally: BetterSqlite3.Statement;
  readonly #catalogue: ReadonlyMap<string, CatalogueItem>;

  constructor(database: BetterSqlite3.Database) {
    this.#visitor = database.prepare('insert into anon_user (anon_id, created_at, last_activity_at) values (?, ?, ?)');
    this.#session = database.prepare(`insert into session (session_id, anon_id, salt, gen, created_at, last_activity_at, expires_at)
      values (?, ?, ?, 1, ?, ?, ?)`);
    // `(select ?)`: SQLite compiles a statement anew for every value it compares an indexed column with directly.
    this.#actions = database.prepare('select id, action, item_id, created_at from action where anon_id = (select ?) order by seq desc limit 20');
    this.#tallies = database.prepare('select item_id, action_count, last_action_at from item_tally where anon_id = (select ?) order by last_seq desc');
    this.#newestSeq = database.prepare<[string], number>('select coalesce(max(seq), 0) from action where anon_id = (select ?)').pluck();
    this.#action = database.prepare('insert into action (anon_id, seq, id, action, item_id, created_at) values (?, ?, ?, ?, ?, ?)');
    this.#tally = database.prepare(`insert into item_tally (anon_id, item_id, action_count, last_action_at, last_seq) values (?, ?, 1, ?, ?)
      on conflict (anon_id, item_id) do update set action_count = action_count + 1, last_action_at = excluded.last_action_at, last_seq = excluded.last_seq`);
    const items = database.prepare<[], ItemRow>('select * from item order by position').all();
    this.#catalogue = new Map(items.map((item) => [item.item_id, toCatalogueItem(item)]));
  }

  addLogin({ anonId, sessionId, salt, now }: Login): void {
    this.#visitor.run(anonId, now, now);
    this.#session.run(sessionId, anonId, salt, now, now, now + SESSION_MS);
  }

  addAction({ anonId, id, action, itemId, now }: NewAction): void {
    const seq = (this.#newestSeq.get(anonId) ?? 0) + 1;
    this.#action.run(anonId, seq, id, action, itemId, now);
    if (itemId !== null) this.#tally.run(anonId, itemId, now, seq);
  }

  list(anonId: string) {
    const actions = this.#actions.all(anonId).map((row) => ({
      id: row.id,
      action: row.action,
      itemId: row.item_id,
      createdAt: new Date(row.created_at).toISOString(),
    }));
    return { anonId, items: this.#view(anonId), actions, nextCursor: null };
  }

  #view(anonId: string) {
    const tallies = this.#tallies.all(anonId);
    const touched = new Set<string>();
    const view = [];
    for (const tally of tallies) {
      const item = this.#catalogue.get(tally.item_id);
      if (item === undefined) continue;
      touched.add(item.itemId);
      view.push(toVisitorItem(item, tally));
    }
    for (const item of this.#catalogue.values()) if (!touched.has(item.itemId)) view.push(toVisitorItem(item, null));
    return view;
  }
}

function toVisitorItem(item: CatalogueItem, tally: TallyRow | null) {
  return { ...item, actionCount: tally?.action_count ?? 0, lastActionAt: tally === null ? null : new Date(tally.last_action_at).toISOString() };
}

type CatalogueItem = ReturnType<typeof toCatalogueItem>;

function toCatalogueItem(row: ItemRow) {
  return {
    itemId: row.item_id,
    title: { en: row.title_en, zh: row.title_zh },
    description: { en: row.description_en, zh: row.description_zh },
    category: row.category,
    price: { amount: row.price_minor, currency: row.currency },
  };
}
