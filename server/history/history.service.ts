import type { ItemView, ListViewsInput, ListViewsOutput, RecordViewInput, RecordViewOutput, RemoveViewInput, RemoveViewsOutput } from '../../shared/history.schema.ts';
import type { ItemId } from '../../shared/ids.ts';
import { toInstant } from '../../shared/instants.ts';
import { PAGE_DEFAULT, VIEW_REPEAT_MS } from '../../shared/limits.ts';
import type { Clock } from '../clock.ts';
import type { Db, Store } from '../database/store.ts';
import { deleteVisitorRows } from '../database/visitor-rows.ts';
import { writeForVisitor } from '../database/visitor-write.ts';
import type { CatalogueItem } from '../items/catalogue.ts';
import type { ItemsService } from '../items/items.service.ts';
import { Refusal } from '../refusal.ts';
import type { AnonUser } from '../trpc/context.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { deleteView, deleteViewsOf, findViewBetween, insertView, type ItemViewRow, listViews, nextSeq, trimViews } from './history.repository.ts';

interface HistoryDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly items: ItemsService;
  /** Views that are kept of one visitor. */
  readonly maxViews: number;
}

/** Which items the visitor looked at. */
export class HistoryService {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #items: ItemsService;
  readonly #maxViews: number;

  /** @internal */
  constructor({ store, clock, items, maxViews }: HistoryDeps) {
    this.#store = store;
    this.#clock = clock;
    this.#items = items;
    this.#maxViews = maxViews;
  }

  /**
   * Stores a look at an item; a second one within a minute is the first. The oldest leave in the same transaction.
   * Throws `ITEM_NOT_FOUND` or `VISITOR_RETIRED`.
   */
  async record(visitor: AnonUser, { itemId }: RecordViewInput): Promise<RecordViewOutput> {
    const item = await this.#items.getAvailableItem(itemId);
    const row = await writeForVisitor(this.#store, visitor.id, async (trx) => {
      const seq = await nextSeq(trx, visitor.id);
      const now = this.#clock.now();
      const repeated = await findViewBetween(trx, visitor.id, itemId, [now - VIEW_REPEAT_MS, now]);
      if (repeated !== null) return repeated;
      const view = { anon_id: visitor.id, seq, item_id: itemId, viewed_at: now };
      await insertView(trx, view);
      await trimViews(trx, visitor.id, this.#maxViews);
      return view;
    });
    return { view: toView(row, item) };
  }

  /** Throws `CURSOR_INVALID` for a cursor that this list did not give to this visitor. */
  async list(visitor: AnonUser, input: ListViewsInput): Promise<ListViewsOutput> {
    const limit = input?.limit ?? PAGE_DEFAULT;
    const cursor = input?.cursor ?? null;
    const beforeSeq = cursor === null ? null : decodeCursor(visitor.id, cursor);
    if (cursor !== null && beforeSeq === null) throw new Refusal('CURSOR_INVALID');
    const catalogue = await this.#items.catalogue();
    const rows = await listViews(this.#store.db, visitor.id, beforeSeq, limit + 1);
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    return {
      views: page.map((row) => toView(row, catalogue.get(row.item_id))),
      nextCursor: last === undefined ? null : encodeCursor(visitor.id, last.seq),
    };
  }

  async remove(visitor: AnonUser, input: RemoveViewInput): Promise<RemoveViewsOutput> {
    const forget = (trx: Db) => ('itemId' in input ? deleteViewsOf(trx, visitor.id, input.itemId) : deleteView(trx, visitor.id, input.viewId));
    return { removed: await this.#store.write(forget, { turnOf: visitor.id }) };
  }

  async clear(visitor: AnonUser): Promise<RemoveViewsOutput> {
    return { removed: await this.#store.write((trx) => deleteVisitorRows(trx, 'item_view', [visitor.id]), { turnOf: visitor.id }) };
  }
}

function toView(row: ItemViewRow, item: CatalogueItem | undefined): ItemView {
  return {
    viewId: row.seq,
    itemId: row.item_id as ItemId,
    title: item?.title ?? { en: row.item_id, zh: row.item_id },
    isAvailable: item?.isAvailable === true,
    viewedAt: toInstant(row.viewed_at),
  };
}
