import type { AddToCartInput, Cart, ClearCartInput, RemoveLineInput, SetQuantityInput } from '../../shared/cart.schema.ts';
import { CART_LINES_MAX, CART_QUANTITY_MAX } from '../../shared/limits.ts';
import type { Clock } from '../clock.ts';
import type { Db, Store } from '../database/store.ts';
import { deleteVisitorRows } from '../database/visitor-rows.ts';
import { writeForVisitor } from '../database/visitor-write.ts';
import type { ItemsService } from '../items/items.service.ts';
import { Refusal } from '../refusal.ts';
import type { AnonUser } from '../trpc/context.ts';
import {
  addToLine,
  countLines,
  deleteAddsUpTo,
  deleteLine,
  findAdd,
  findCart,
  findLine,
  insertAdd,
  listLines,
  lockCart,
  setCartVersion,
  setLineQuantity,
} from './cart.repository.ts';
import { viewCart } from './cart-view.ts';

/** The visitor's newest additions whose ids are remembered: a retry comes soon after. */
const ADDS_REMEMBERED = 200;

interface CartDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly items: ItemsService;
}

/** A change of a locked cart: what it leaves the version at, or `conflict` when the caller saw an older cart. */
type Change = (trx: Db, version: number, now: number) => Promise<number | 'conflict'>;

/** What the visitor means to buy. Changes of two tabs take turns; one that overlooks the other is refused. */
export class CartService {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #items: ItemsService;

  /** @internal */
  constructor({ store, clock, items }: CartDeps) {
    this.#store = store;
    this.#clock = clock;
    this.#items = items;
  }

  async get(visitor: AnonUser): Promise<Cart> {
    const catalogue = await this.#items.catalogue();
    // The version first: lines that are newer than it can only make a later `clear` be refused.
    const stored = await findCart(this.#store.db, visitor.id);
    return viewCart(stored?.version ?? 0, await listLines(this.#store.db, visitor.id), catalogue);
  }

  /** Adds at today's price, whatever other tabs do. Throws `ITEM_NOT_FOUND`, `CART_LIMIT` or `CART_ADD_ID_CONFLICT`. */
  async add(visitor: AnonUser, { itemId, quantity = 1, id }: AddToCartInput): Promise<Cart> {
    const { price } = await this.#items.getAvailableItem(itemId);
    return this.#change(visitor, async (trx, version, now) => {
      const next = version + 1;
      if (id !== undefined && !(await insertAdd(trx, { anon_id: visitor.id, id, item_id: itemId, quantity, version: next }))) {
        const stored = await findAdd(trx, visitor.id, id);
        if (stored?.item_id !== itemId || stored.quantity !== quantity) throw new Refusal('CART_ADD_ID_CONFLICT');
        return version;
      }
      const line = { anon_id: visitor.id, item_id: itemId, quantity, price_minor: price.amount, currency: price.currency, version: next, updated_at: now };
      const isNew = (await findLine(trx, visitor.id, itemId)) === null;
      if (isNew && (await countLines(trx, visitor.id)) >= CART_LINES_MAX) throw new Refusal('CART_LIMIT');
      if (!(await addToLine(trx, line, CART_QUANTITY_MAX))) throw new Refusal('CART_LIMIT');
      await deleteAddsUpTo(trx, visitor.id, next - ADDS_REMEMBERED);
      return next;
    });
  }

  /**
   * Throws `CART_CONFLICT` when the line is not what the caller saw, unless it already is what they ask for, and
   * `ITEM_NOT_FOUND` when the item has left the catalogue: such a line can only be removed.
   */
  async setQuantity(visitor: AnonUser, { itemId, quantity, version: seen }: SetQuantityInput): Promise<Cart> {
    await this.#items.getAvailableItem(itemId);
    return this.#change(visitor, async (trx, version, now) => {
      const next = version + 1;
      if (await setLineQuantity(trx, { anonId: visitor.id, itemId, seen }, { quantity, version: next, updated_at: now })) return next;
      const line = await findLine(trx, visitor.id, itemId);
      return line?.quantity === quantity ? version : 'conflict';
    });
  }

  /** Throws `CART_CONFLICT` when the line is not what the caller saw, unless it is gone already. */
  remove(visitor: AnonUser, { itemId, version: seen }: RemoveLineInput): Promise<Cart> {
    return this.#change(visitor, async (trx, version) => {
      if (await deleteLine(trx, { anonId: visitor.id, itemId, seen })) return version + 1;
      return (await findLine(trx, visitor.id, itemId)) === null ? version : 'conflict';
    });
  }

  /** Throws `CART_CONFLICT` when the cart is not what the caller saw, unless it is empty already. */
  clear(visitor: AnonUser, { version: seen }: ClearCartInput): Promise<Cart> {
    return this.#change(visitor, async (trx, version) => {
      if ((await countLines(trx, visitor.id)) === 0) return version;
      if (version !== seen) return 'conflict';
      await deleteVisitorRows(trx, 'cart_line', [visitor.id]);
      return version + 1;
    });
  }

  /** One change in one transaction; answers the cart that it leaves. */
  async #change(visitor: AnonUser, change: Change): Promise<Cart> {
    const catalogue = await this.#items.catalogue();
    const { isConflict, version, lines } = await writeForVisitor(this.#store, visitor.id, async (trx) => {
      const now = this.#clock.now();
      const before = await lockCart(trx, visitor.id, now);
      const after = await change(trx, before, now);
      if (after !== 'conflict' && after !== before) await setCartVersion(trx, visitor.id, after, now);
      return { isConflict: after === 'conflict', version: after === 'conflict' ? before : after, lines: await listLines(trx, visitor.id) };
    });
    const cart = viewCart(version, lines, catalogue);
    if (isConflict) throw new Refusal('CART_CONFLICT', { details: { cart } });
    return cart;
  }
}
