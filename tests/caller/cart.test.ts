import { describe, expect, it } from 'vitest';
import type { Cart } from '../../shared/cart.schema.ts';
import { readErrorDetails } from '../../shared/error-details.ts';
import { Refusal } from '../../server/refusal.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const PEN = 'fountain-pen';
const FERN = 'indoor-fern';
const EMPTY: Cart = { lines: [], total: { amount: 0, currency: 'EUR' }, itemCount: 0, version: 0 };

/** The cart that a refused change was answered with. */
async function conflictOf(change: Promise<Cart>): Promise<Cart> {
  const error = await change.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Refusal);
  const details = readErrorDetails('CART_CONFLICT', error);
  expect(details).not.toBeNull();
  return details?.cart ?? EMPTY;
}

async function setCatalogue(app: TestApp, itemId: string, values: { readonly price_minor?: number; readonly is_available?: number }): Promise<void> {
  await app.app.store.write((trx) => trx.updateTable('item').set(values).where('item_id', '=', itemId).execute());
  app.clock.advance({ seconds: 10 });
}

describe('cart', () => {
  it('is empty for a visitor who never put anything in', async () => {
    await using app = await createTestApp();
    expect(await (await app.visitor()).cart.get()).toEqual(EMPTY);
  });

  it('adds at the price of the moment, in integer minor units with their currency', async () => {
    await using app = await createTestApp();
    const visitor = await app.visitor();
    await visitor.cart.add({ itemId: PEN, quantity: 2 });
    const cart = await visitor.cart.add({ itemId: FERN });
    expect(cart).toMatchObject({ total: { amount: 2 * 4900 + 2100, currency: 'EUR' }, itemCount: 3 });
    expect(cart.lines).toMatchObject([
      { itemId: PEN, quantity: 2, unitPrice: { amount: 4900, currency: 'EUR' }, isAvailable: true },
      { itemId: FERN, quantity: 1, title: { en: 'Indoor fern', zh: '室内蕨' } },
    ]);
    expect(await visitor.cart.get()).toEqual(cart);
  });

  it('keeps the price of a line when the catalogue changes, and shows the new one beside it', async () => {
    await using app = await createTestApp();
    const visitor = await app.visitor();
    await visitor.cart.add({ itemId: PEN });
    await setCatalogue(app, PEN, { price_minor: 5200 });
    const { lines, total } = await visitor.cart.get();
    expect(lines[0]).toMatchObject({ unitPrice: { amount: 4900 }, currentPrice: { amount: 5200 } });
    expect(total.amount).toBe(4900);
    expect((await visitor.cart.add({ itemId: PEN })).total.amount).toBe(2 * 5200);
  });

  it('shows an item that left the catalogue as unavailable, outside of the total, and lets it be removed', async () => {
    await using app = await createTestApp();
    const visitor = await app.visitor();
    await visitor.cart.add({ itemId: PEN });
    await visitor.cart.add({ itemId: FERN });
    await setCatalogue(app, PEN, { is_available: 0 });
    const cart = await visitor.cart.get();
    expect(cart).toMatchObject({ total: { amount: 2100 }, itemCount: 1 });
    expect(cart.lines[0]).toMatchObject({ itemId: PEN, isAvailable: false, currentPrice: null, title: { en: 'Fountain pen' } });
    await expect(visitor.cart.add({ itemId: PEN })).rejects.toMatchObject({ reason: 'ITEM_NOT_FOUND' });
    expect((await visitor.items.list()).items.map(({ itemId }) => itemId)).not.toContain(PEN);
    const more = visitor.cart.setQuantity({ itemId: PEN, quantity: 2, version: cart.lines[0]?.version ?? 0 });
    await expect(more).rejects.toMatchObject({ reason: 'ITEM_NOT_FOUND', code: 'NOT_FOUND' });
    const after = await visitor.cart.remove({ itemId: PEN, version: cart.lines[0]?.version ?? 0 });
    expect(after.lines).toHaveLength(1);
  });

  it('tells of an item that was removed since it was looked up, and keeps the visitor', async () => {
    await using app = await createTestApp();
    const visitor = await app.visitor();
    await visitor.cart.add({ itemId: FERN });
    await app.app.store.write((trx) => trx.deleteFrom('item').where('item_id', '=', PEN).execute());
    const calls = [visitor.cart.add({ itemId: PEN }), visitor.history.record({ itemId: PEN }), visitor.items.addAction({ action: 'like', itemId: PEN })];
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes).toMatchObject(calls.map(() => ({ status: 'rejected', reason: { reason: 'ITEM_NOT_FOUND' } })));
    expect((await visitor.cart.get()).lines).toMatchObject([{ itemId: FERN }]);
  });

  it('loses nothing of two tabs that add at once', async () => {
    await using app = await createTestApp();
    const visitor = await app.visitor();
    await Promise.all(Array.from({ length: 40 }, (_, index) => visitor.cart.add({ itemId: index % 2 === 0 ? PEN : FERN })));
    expect((await visitor.cart.get()).lines.map(({ quantity }) => quantity)).toEqual([20, 20]);
  });

  it('adds once for an addition that is sent twice with its id, at once or later', async () => {
    await using app = await createTestApp();
    const visitor = await app.visitor();
    const input = { itemId: PEN, quantity: 3, id: '6f1f2c9e-8f0a-4d3c-9b57-0c6a5f7e1d22' };
    await Promise.all([visitor.cart.add(input), visitor.cart.add(input)]);
    await visitor.cart.add({ itemId: FERN });
    expect((await visitor.cart.add(input)).itemCount).toBe(4);
    await expect(visitor.cart.add({ ...input, quantity: 4 })).rejects.toMatchObject({ reason: 'CART_ADD_ID_CONFLICT', code: 'CONFLICT' });
  });

  it('refuses a change of a line that another tab has changed, with the cart as it is now', async () => {
    await using app = await createTestApp();
    const visitor = await app.visitor();
    const seen = (await visitor.cart.add({ itemId: PEN })).lines[0]?.version ?? 0;
    const other = await visitor.cart.setQuantity({ itemId: PEN, quantity: 5, version: seen });
    expect(await conflictOf(visitor.cart.setQuantity({ itemId: PEN, quantity: 2, version: seen }))).toEqual(other);
    expect(await conflictOf(visitor.cart.remove({ itemId: PEN, version: seen }))).toEqual(other);
    expect(await visitor.cart.get()).toEqual(other);
    await expect(visitor.cart.setQuantity({ itemId: PEN, quantity: 2, version: seen })).rejects.toMatchObject({ reason: 'CART_CONFLICT', code: 'CONFLICT' });
  });

  it('lets exactly one of two tabs win that set a quantity at once', async () => {
    await using app = await createTestApp();
    const visitor = await app.visitor();
    const version = (await visitor.cart.add({ itemId: PEN })).lines[0]?.version ?? 0;
    const outcomes = await Promise.allSettled([7, 8, 9].map((quantity) => visitor.cart.setQuantity({ itemId: PEN, quantity, version })));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('does not take a line that was removed and put back for the one that was seen', async () => {
    await using app = await createTestApp();
    const visitor = await app.visitor();
    const version = (await visitor.cart.add({ itemId: PEN })).lines[0]?.version ?? 0;
    await visitor.cart.remove({ itemId: PEN, version });
    await visitor.cart.add({ itemId: PEN, quantity: 9 });
    expect((await conflictOf(visitor.cart.setQuantity({ itemId: PEN, quantity: 1, version }))).itemCount).toBe(9);
  });

  it('answers a repeated change as done', async () => {
    await using app = await createTestApp();
    const visitor = await app.visitor();
    const version = (await visitor.cart.add({ itemId: PEN })).lines[0]?.version ?? 0;
    const set = { itemId: PEN, quantity: 4, version };
    expect(await visitor.cart.setQuantity(set)).toEqual(await visitor.cart.setQuantity(set));
    const remove = { itemId: PEN, version: (await visitor.cart.get()).lines[0]?.version ?? 0 };
    expect(await visitor.cart.remove(remove)).toEqual(await visitor.cart.remove(remove));
  });

  it('clears what was seen and nothing that came since', async () => {
    await using app = await createTestApp();
    const visitor = await app.visitor();
    const { version } = await visitor.cart.add({ itemId: PEN });
    const current = await visitor.cart.add({ itemId: FERN });
    expect(await conflictOf(visitor.cart.clear({ version }))).toEqual(current);
    expect(await visitor.cart.clear({ version: current.version })).toMatchObject({ lines: [], total: { amount: 0 } });
    expect((await visitor.cart.clear({ version })).lines).toEqual([]);
  });

  it('holds at most 99 of an item and 50 different items', async () => {
    await using app = await createTestApp();
    const visitor = await app.visitor();
    await visitor.cart.add({ itemId: PEN, quantity: 98 });
    await expect(visitor.cart.add({ itemId: PEN, quantity: 2 })).rejects.toMatchObject({ reason: 'CART_LIMIT' });
    expect((await visitor.cart.add({ itemId: PEN })).itemCount).toBe(99);
    const { anonId } = await visitor.anon.me();
    await app.app.store.write(async (trx) => {
      const pen = await trx.selectFrom('item').selectAll().where('item_id', '=', PEN).executeTakeFirstOrThrow();
      const line = { anon_id: anonId, quantity: 1, price_minor: 1, currency: 'EUR', position: 1, version: 1, updated_at: 1 };
      for (let index = 1; index < 50; index += 1) {
        await trx.insertInto('item').values({ ...pen, item_id: `item-${index}` }).execute();
        await trx.insertInto('cart_line').values({ ...line, item_id: `item-${index}` }).execute();
      }
    });
    await expect(visitor.cart.add({ itemId: FERN })).rejects.toMatchObject({ reason: 'CART_LIMIT' });
    expect((await visitor.cart.get()).lines).toHaveLength(50);
  });

  it.each([0, -1, 100, 10 ** 9, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '1'])('refuses a quantity of %s', async (quantity) => {
    await using app = await createTestApp();
    const visitor = await app.visitor();
    const { version } = await visitor.cart.add({ itemId: PEN });
    await expect(visitor.cart.add({ itemId: PEN, quantity: quantity as number })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    await expect(visitor.cart.setQuantity({ itemId: PEN, quantity: quantity as number, version })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    expect((await visitor.cart.get()).itemCount).toBe(1);
  });

  it.each(['no-such-item', 'NOT AN ID', '__proto__', ''])('refuses the item %j', async (itemId) => {
    await using app = await createTestApp();
    const visitor = await app.visitor();
    await expect(visitor.cart.add({ itemId })).rejects.toMatchObject({ code: itemId === 'no-such-item' ? 'NOT_FOUND' : 'BAD_REQUEST' });
    expect(await visitor.cart.get()).toEqual(EMPTY);
  });

  it('refuses an id that is not one, and unknown keys', async () => {
    await using app = await createTestApp();
    const visitor = await app.visitor();
    await expect(visitor.cart.add({ itemId: PEN, id: 'not-a-uuid' })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    await expect(visitor.cart.add(JSON.parse('{"itemId":"fountain-pen","__proto__":{"quantity":9}}'))).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    await expect(visitor.cart.add(JSON.parse('{"itemId":"fountain-pen","price":1}'))).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });

  it('shows visitors only their own, and strangers nothing', async () => {
    await using app = await createTestApp();
    const [one, other] = [await app.visitor(), await app.visitor()];
    await one.cart.add({ itemId: PEN });
    expect((await other.cart.get()).lines).toEqual([]);
    await expect(app.anonymous().cart.get()).rejects.toMatchObject({ reason: 'TOKEN_MISSING' });
  });
});
