import { describe, expect, it } from 'vitest';
import { createTestApp } from '../support/test-app.ts';

const PEN = 'fountain-pen';
const FERN = 'indoor-fern';

describe('items.list', () => {
  it('shows the whole catalogue to a visitor who has done nothing', async () => {
    await using app = await createTestApp();
    const visitor = await app.visitor();
    const { items, actions, nextCursor } = await visitor.items.list();
    expect(items).toHaveLength(24);
    expect(items[0]).toMatchObject({ itemId: 'walnut-desk-lamp', actionCount: 0, lastActionAt: null });
    expect(actions).toEqual([]);
    expect(nextCursor).toBeNull();
  });

  it('puts what the visitor touched first, most recent first, with count and last time', async () => {
    await using app = await createTestApp();
    const visitor = await app.visitor();
    await visitor.items.addAction({ action: 'view', itemId: FERN });
    app.clock.advance({ minutes: 1 });
    await visitor.items.addAction({ action: 'view', itemId: PEN });
    app.clock.advance({ minutes: 1 });
    await visitor.items.addAction({ action: 'like', itemId: PEN });
    const { items } = await visitor.items.list();
    expect(items).toHaveLength(24);
    expect(items[0]).toMatchObject({ itemId: PEN, actionCount: 2, lastActionAt: '2026-01-15T12:02:00.000Z' });
    expect(items[1]).toMatchObject({ itemId: FERN, actionCount: 1, lastActionAt: '2026-01-15T12:00:00.000Z' });
    expect(items[2]?.itemId).toBe('walnut-desk-lamp');
  });

  it('puts what is touched again first again, and leaves the order when an action is repeated', async () => {
    await using app = await createTestApp();
    const visitor = await app.visitor();
    const id = '7b0c1d52-0f3e-4c58-9a51-0d7e5c1f2a33';
    const order = async () => (await visitor.items.list()).items.slice(0, 2).map(({ itemId }) => itemId);
    await visitor.items.addAction({ action: 'view', itemId: FERN });
    await visitor.items.addAction({ action: 'view', itemId: PEN, id });
    await visitor.items.addAction({ action: 'look around' });
    expect(await order()).toEqual([PEN, FERN]);
    await visitor.items.addAction({ action: 'view', itemId: FERN });
    expect(await order()).toEqual([FERN, PEN]);
    await visitor.items.addAction({ action: 'view', itemId: PEN, id });
    expect(await order()).toEqual([FERN, PEN]);
  });

  it('pages through actions newest first, undisturbed by new ones', async () => {
    await using app = await createTestApp();
    const visitor = await app.visitor();
    for (let count = 1; count <= 5; count += 1) await visitor.items.addAction({ action: `step ${count}` });
    const first = await visitor.items.list({ limit: 2 });
    expect(first.actions.map(({ action }) => action)).toEqual(['step 5', 'step 4']);
    await visitor.items.addAction({ action: 'step 6' });
    const second = await visitor.items.list({ limit: 2, cursor: first.nextCursor });
    expect(second.actions.map(({ action }) => action)).toEqual(['step 3', 'step 2']);
    expect(second.items).toEqual([]);
    const third = await visitor.items.list({ limit: 2, cursor: second.nextCursor });
    expect(third.actions.map(({ action }) => action)).toEqual(['step 1']);
    expect(third.nextCursor).toBeNull();
  });

  it('refuses a cursor that another visitor was given', async () => {
    await using app = await createTestApp();
    const [one, other] = [await app.visitor(), await app.visitor()];
    for (const action of ['a', 'b']) await one.items.addAction({ action });
    const { nextCursor } = await one.items.list({ limit: 1 });
    expect(nextCursor).not.toBeNull();
    await expect(other.items.list({ cursor: nextCursor })).rejects.toMatchObject({ reason: 'CURSOR_INVALID' });
  });

  it('shows visitors only their own', async () => {
    await using app = await createTestApp();
    const [one, other] = [await app.visitor(), await app.visitor()];
    await one.items.addAction({ action: 'like', itemId: PEN });
    const { actions, items } = await other.items.list();
    expect(actions).toEqual([]);
    expect(items.every(({ actionCount }) => actionCount === 0)).toBe(true);
  });
});

describe('items.addAction', () => {
  it('stores an action that is sent twice once, and answers both alike', async () => {
    await using app = await createTestApp();
    const visitor = await app.visitor();
    const input = { action: 'like', itemId: PEN, id: '6f1f2c9e-8f0a-4d3c-9b57-0c6a5f7e1d22' };
    const first = await visitor.items.addAction(input);
    app.clock.advance({ minutes: 5 });
    expect(await visitor.items.addAction(input)).toEqual(first);
    const { actions, items } = await visitor.items.list();
    expect(actions).toHaveLength(1);
    expect(items[0]?.actionCount).toBe(1);
  });

  it('refuses an id that stands for another action', async () => {
    await using app = await createTestApp();
    const visitor = await app.visitor();
    const id = '6f1f2c9e-8f0a-4d3c-9b57-0c6a5f7e1d22';
    await visitor.items.addAction({ action: 'like', id });
    await expect(visitor.items.addAction({ action: 'save', id })).rejects.toMatchObject({ reason: 'ACTION_ID_CONFLICT', code: 'CONFLICT' });
  });

  it('keeps every one of many actions at once, in an order of their own', async () => {
    await using app = await createTestApp();
    const visitor = await app.visitor();
    await Promise.all(Array.from({ length: 50 }, (_, index) => visitor.items.addAction({ action: `step ${index}` })));
    const { actions } = await visitor.items.list({ limit: 100 });
    expect(new Set(actions.map(({ action }) => action)).size).toBe(50);
  });

  it('refuses an item that does not exist and stores nothing', async () => {
    await using app = await createTestApp();
    const visitor = await app.visitor();
    await expect(visitor.items.addAction({ action: 'like', itemId: 'no-such-item' })).rejects.toMatchObject({ reason: 'ITEM_NOT_FOUND' });
    expect((await visitor.items.list()).actions).toEqual([]);
  });

  it('answers a visitor who was removed with VISITOR_RETIRED', async () => {
    await using app = await createTestApp();
    const visitor = await app.visitor();
    const { anonId } = await visitor.anon.me();
    await app.app.store.write((trx) => trx.deleteFrom('anon_user').where('anon_id', '=', anonId).execute());
    await expect(visitor.items.addAction({ action: 'like' })).rejects.toMatchObject({ reason: 'VISITOR_RETIRED' });
  });
});
