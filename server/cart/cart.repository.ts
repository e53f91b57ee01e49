import { type ExpressionBuilder, type Selectable, sql } from 'kysely';
import type { Database } from '../database/schema.ts';
import type { Db } from '../database/store.ts';
import type { CartAddTable, CartLineTable, CartTable } from './cart.table.ts';

export type CartLineRow = Selectable<CartLineTable>;
export type CartAddRow = Selectable<CartAddTable>;

/** Null for a visitor who never had one. */
export async function findCart(db: Db, anonId: string): Promise<Selectable<CartTable> | null> {
  const row = await db.selectFrom('cart').selectAll().where('anon_id', '=', anonId).executeTakeFirst();
  return row ?? null;
}

/** The lines in the order they were first added. */
export function listLines(db: Db, anonId: string): Promise<CartLineRow[]> {
  return db.selectFrom('cart_line').selectAll().where('anon_id', '=', anonId).orderBy('position').orderBy('item_id').execute();
}

/** Makes the visitor's other cart steps wait for this one, and returns the version that nobody else can change now. */
export async function lockCart(trx: Db, anonId: string, now: number): Promise<number> {
  const row = await trx
    .insertInto('cart')
    .values({ anon_id: anonId, version: 0, updated_at: now })
    .onConflict((conflict) => conflict.column('anon_id').doUpdateSet({ version: sql`cart.version` }))
    .returning('version')
    .executeTakeFirstOrThrow();
  return row.version;
}

/** Moves a locked cart to `version`. */
export async function setCartVersion(trx: Db, anonId: string, version: number, now: number): Promise<void> {
  await trx.updateTable('cart').set({ version, updated_at: now }).where('anon_id', '=', anonId).execute();
}

/** Adds to the line of an item, or makes it, at today's price. False: it would be more than `quantityMax`. */
export async function addToLine(trx: Db, line: Omit<CartLineRow, 'position'>, quantityMax: number): Promise<boolean> {
  const sum = sql<number>`cart_line.quantity + ${line.quantity}`;
  const result = await trx
    .insertInto('cart_line')
    .values({ ...line, position: line.version })
    .onConflict((conflict) =>
      conflict
        .columns(['anon_id', 'item_id'])
        .doUpdateSet({ quantity: sum, price_minor: line.price_minor, currency: line.currency, version: line.version, updated_at: line.updated_at })
        .where(sql<boolean>`${sum} <= ${quantityMax}`),
    )
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

export async function countLines(db: Db, anonId: string): Promise<number> {
  const { lines } = await db
    .selectFrom('cart_line')
    .select((eb) => eb.fn.countAll().as('lines'))
    .where('anon_id', '=', anonId)
    .executeTakeFirstOrThrow();
  return Number(lines);
}

export async function findLine(db: Db, anonId: string, itemId: string): Promise<CartLineRow | null> {
  const row = await db.selectFrom('cart_line').selectAll().where('anon_id', '=', anonId).where('item_id', '=', itemId).executeTakeFirst();
  return row ?? null;
}

interface LineChange {
  readonly anonId: string;
  readonly itemId: string;
  /** The version that the caller saw. */
  readonly seen: number;
}

/** Sets a line's quantity, if it still is what the caller saw. */
export async function setLineQuantity(trx: Db, { anonId, itemId, seen }: LineChange, to: Pick<CartLineRow, 'quantity' | 'version' | 'updated_at'>): Promise<boolean> {
  const result = await trx
    .updateTable('cart_line')
    .set({ quantity: to.quantity, version: to.version, updated_at: to.updated_at })
    .where('anon_id', '=', anonId)
    .where('item_id', '=', itemId)
    .where('version', '=', seen)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Removes a line, if it still is what the caller saw. */
export async function deleteLine(trx: Db, { anonId, itemId, seen }: LineChange): Promise<boolean> {
  const result = await trx
    .deleteFrom('cart_line')
    .where('anon_id', '=', anonId)
    .where('item_id', '=', itemId)
    .where('version', '=', seen)
    .executeTakeFirst();
  return result.numDeletedRows === 1n;
}

/** Notes an addition by its id. False: the id is taken. */
export async function insertAdd(trx: Db, add: CartAddRow): Promise<boolean> {
  const result = await trx
    .insertInto('cart_add')
    .values(add)
    .onConflict((conflict) => conflict.columns(['anon_id', 'id']).doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

export async function findAdd(db: Db, anonId: string, id: string): Promise<CartAddRow | null> {
  const row = await db.selectFrom('cart_add').selectAll().where('anon_id', '=', anonId).where('id', '=', id).executeTakeFirst();
  return row ?? null;
}

/** Forgets additions that made `version` or an earlier one. */
export async function deleteAddsUpTo(trx: Db, anonId: string, version: number): Promise<void> {
  await trx.deleteFrom('cart_add').where('anon_id', '=', anonId).where('version', '<=', version).execute();
}

export function listAdds(db: Db, anonId: string): Promise<CartAddRow[]> {
  return db.selectFrom('cart_add').selectAll().where('anon_id', '=', anonId).orderBy('version').execute();
}

/** True of a visitor whose cart has something in it. */
export function hasLines(eb: ExpressionBuilder<Database, 'anon_user'>) {
  return eb.exists(eb.selectFrom('cart_line').select('cart_line.item_id').whereRef('cart_line.anon_id', '=', 'anon_user.anon_id'));
}

/**
 * Adds the lines of `from` to those of `to` at a new version of the cart: quantities add up to `quantityMax` at most,
 * the later price stays.
 */
export async function mergeLines(trx: Db, from: string, to: string, at: { readonly version: number; readonly quantityMax: number }): Promise<void> {
  const sum = sql<number>`cart_line.quantity + excluded.quantity`;
  const isLater = sql<boolean>`excluded.updated_at > cart_line.updated_at`;
  for (const line of await listLines(trx, from)) {
    await trx
      .insertInto('cart_line')
      .values({ ...line, anon_id: to, position: at.version, version: at.version })
      .onConflict((conflict) =>
        conflict.columns(['anon_id', 'item_id']).doUpdateSet({
          quantity: sql`case when ${sum} > ${at.quantityMax} then ${at.quantityMax} else ${sum} end`,
          price_minor: sql`case when ${isLater} then excluded.price_minor else cart_line.price_minor end`,
          currency: sql`case when ${isLater} then excluded.currency else cart_line.currency end`,
          version: at.version,
          updated_at: sql`case when ${isLater} then excluded.updated_at else cart_line.updated_at end`,
        }),
      )
      .execute();
  }
  await trx
    .updateTable('cart_add')
    .set({ anon_id: to, version: at.version })
    .where('anon_id', '=', from)
    .where('id', 'not in', (ids) => ids.selectFrom('cart_add').select('id').where('anon_id', '=', to))
    .execute();
}
