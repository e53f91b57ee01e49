import type { ActionId, AnonId, ItemId } from '../../shared/ids.ts';
import { toInstant } from '../../shared/instants.ts';
import type { Action, AddActionInput, AddActionOutput, ListItemsInput, ListItemsOutput, VisitorItem } from '../../shared/items.schema.ts';
import { PAGE_DEFAULT } from '../../shared/limits.ts';
import type { Clock } from '../clock.ts';
import type { Db, Store } from '../database/store.ts';
import { writeForVisitor } from '../database/visitor-write.ts';
import { uuidv7 } from '../random.ts';
import { Refusal } from '../refusal.ts';
import { extend } from '../shared-values.ts';
import type { AnonUser } from '../trpc/context.ts';
import { Catalogue, type CatalogueItem, type CatalogueMap } from './catalogue.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { type ActionRow, countAction, findAction, insertAction, listActions, type ListedAction, listTallies } from './items.repository.ts';

interface ItemsDeps {
  readonly store: Store;
  readonly clock: Clock;
}

/** The visitor's view of the catalogue and the log of what they did. */
export class ItemsService {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #catalogue: Catalogue;

  /** @internal */
  constructor({ store, clock }: ItemsDeps) {
    this.#store = store;
    this.#clock = clock;
    this.#catalogue = new Catalogue({ store, clock });
  }

  /** Throws `CURSOR_INVALID` for a cursor that this list did not give to this visitor. */
  async list(visitor: AnonUser, input: ListItemsInput): Promise<ListItemsOutput> {
    const limit = input?.limit ?? PAGE_DEFAULT;
    const cursor = input?.cursor ?? null;
    const beforeSeq = cursor === null ? null : decodeCursor(visitor.id, cursor);
    if (cursor !== null && beforeSeq === null) throw new Refusal('CURSOR_INVALID');
    const rows = await listActions(this.#store.db, visitor.id, beforeSeq, limit + 1);
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    return {
      anonId: visitor.id,
      items: cursor === null ? await this.#view(visitor.id) : [],
      actions: page.map(toAction),
      nextCursor: last === undefined ? null : encodeCursor(visitor.id, last.seq),
    };
  }

  /**
   * Stores an action and counts it, in one transaction. The same id with the same content answers with what is stored.
   * Throws `ITEM_NOT_FOUND`, `ACTION_ID_CONFLICT` or, when the visitor is gone, `VISITOR_RETIRED`.
   */
  async addAction(visitor: AnonUser, input: AddActionInput): Promise<AddActionOutput> {
    const itemId = input.itemId ?? null;
    if (itemId !== null) await this.getAvailableItem(itemId);
    const now = this.#clock.now();
    const action = { anon_id: visitor.id, id: input.id ?? uuidv7(now), action: input.action, item_id: itemId, created_at: now };
    return { action: toAction(await writeForVisitor(this.#store, visitor.id, (trx) => store(trx, action))) };
  }

  /** Everything that is or was in the shop, by id, in shop order. A few seconds old at most. */
  catalogue(): Promise<CatalogueMap> {
    return this.#catalogue.load();
  }

  /** Throws `ITEM_NOT_FOUND` for what never was in the shop and for what has left it. */
  async getAvailableItem(itemId: ItemId): Promise<CatalogueItem> {
    const item = (await this.#catalogue.load()).get(itemId);
    if (item === undefined || !item.isAvailable) throw new Refusal('ITEM_NOT_FOUND');
    return item;
  }

  async #view(anonId: AnonId): Promise<VisitorItem[]> {
    const catalogue = await this.#catalogue.load();
    const tallies = await listTallies(this.#store.db, anonId);
    const touched = new Set<string>();
    const view: VisitorItem[] = [];
    for (const tally of tallies) {
      const item = catalogue.get(tally.item_id);
      if (item === undefined || !item.isAvailable) continue;
      touched.add(item.itemId);
      view.push(extend(item.shown, { actionCount: tally.action_count, lastActionAt: toInstant(tally.last_action_at) }));
    }
    for (const item of catalogue.values()) if (item.isAvailable && !touched.has(item.itemId)) view.push(item.untouched);
    return view;
  }
}

type NewAction = Omit<ActionRow, 'seq'>;

async function store(trx: Db, action: NewAction): Promise<NewAction> {
  if (!(await insertAction(trx, action))) return findRepeated(trx, action);
  if (action.item_id !== null) await countAction(trx, { anon_id: action.anon_id, item_id: action.item_id, last_action_at: action.created_at });
  return action;
}

async function findRepeated(trx: Db, action: NewAction): Promise<NewAction> {
  const stored = await findAction(trx, action.anon_id, action.id);
  if (stored === null || stored.action !== action.action || stored.item_id !== action.item_id) throw new Refusal('ACTION_ID_CONFLICT');
  return stored;
}

function toAction(row: Omit<ListedAction, 'seq'>): Action {
  return { id: row.id as ActionId, action: row.action, itemId: row.item_id as ItemId | null, createdAt: toInstant(row.created_at) };
}
