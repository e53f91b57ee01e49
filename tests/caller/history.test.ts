import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../server/database/open-store.ts';
import { pausingStore } from '../support/pausing-store.ts';
import { createTestApp } from '../support/test-app.ts';

const PEN = 'fountain-pen';
const FERN = 'indoor-fern';
const LAMP = 'walnut-desk-lamp';

describe('history', () => {
  it('shows what was looked at, newest first', async () => {
    await using app = await createTestApp();
    const visitor = await app.visitor();
    await visitor.history.record({ itemId: PEN });
    app.clock.advance({ seconds: 1 });
    await visitor.history.record({ itemId: FERN });
    const { views, nextCursor } = await visitor.history.list();
    expect(views).toMatchObject([
      { itemId: FERN, isAvailable: true, viewedAt: '2026-01-15T12:00:01.000Z' },
      { itemId: PEN, title: { en: 'Fountain pen' } },
    ]);
    expect(nextCursor).toBeNull();
  });

  it('takes a second look within a minute for the first, also when both come at once', async () => {
    await using app = await createTestApp();
    const visitor = await app.visitor();
    const [first, second] = await Promise.all([visitor.history.record({ itemId: PEN }), visitor.history.record({ itemId: PEN })]);
    expect(second).toEqual(first);
    app.clock.advance({ seconds: 59 });
    expect(await visitor.history.record({ itemId: PEN })).toEqual(first);
    app.clock.advance({ seconds: 1 });
    expect((await visitor.history.record({ itemId: PEN })).view.viewId).not.toBe(first.view.viewId);
    expect((await visitor.history.list()).views).toHaveLength(2);
  });

  it('goes on recording when the clock was set back', async () => {
    await using app = await createTestApp();
    const visitor = await app.visitor();
    app.clock.advance({ minutes: 5 });
    await visitor.history.record({ itemId: PEN });
    app.clock.advance({ minutes: -4 });
    await visitor.history.record({ itemId: PEN });
    const { views } = await visitor.history.list();
    expect(views.map(({ viewedAt }) => viewedAt)).toEqual(['2026-01-15T12:01:00.000Z', '2026-01-15T12:05:00.000Z']);
  });

  it('pages, undisturbed by new views', async () => {
    await using app = await createTestApp();
    const visitor = await app.visitor();
    for (const itemId of [PEN, FERN, LAMP]) await visitor.history.record({ itemId });
    const first = await visitor.history.list({ limit: 2 });
    expect(first.views.map(({ itemId }) => itemId)).toEqual([LAMP, FERN]);
    app.clock.advance({ minutes: 2 });
    await visitor.history.record({ itemId: FERN });
    const second = await visitor.history.list({ limit: 2, cursor: first.nextCursor });
    expect(second).toMatchObject({ views: [{ itemId: PEN }], nextCursor: null });
  });

  it('keeps so many and lets the oldest leave in the transaction that adds', async () => {
    await using app = await createTestApp({ HISTORY_MAX: '3', ACCESS_TOKEN_SECONDS: '3600' });
    const visitor = await app.visitor();
    const { anonId } = await visitor.anon.me();
    for (let count = 0; count < 6; count += 1) {
      await visitor.history.record({ itemId: count % 2 === 0 ? PEN : FERN });
      app.clock.advance({ minutes: 2 });
      expect(await app.app.visitorData.count(app.app.store.db, [anonId])).toMatchObject({ item_view: Math.min(3, count + 1) });
    }
    expect((await visitor.history.list()).views.map(({ itemId }) => itemId)).toEqual([FERN, PEN, FERN]);
  });

  it('forgets one view, or all, and says how many', async () => {
    await using app = await createTestApp();
    const [visitor, other] = [await app.visitor(), await app.visitor()];
    const { view } = await visitor.history.record({ itemId: PEN });
    await visitor.history.record({ itemId: FERN });
    await other.history.record({ itemId: FERN });
    expect(await visitor.history.remove({ viewId: view.viewId })).toEqual({ removed: 1 });
    expect(await visitor.history.remove({ viewId: view.viewId })).toEqual({ removed: 0 });
    expect(await visitor.history.clear()).toEqual({ removed: 1 });
    expect((await visitor.history.list()).views).toEqual([]);
    expect((await other.history.list()).views).toHaveLength(1);
  });

  it('forgets every view of one item, and of this visitor alone', async () => {
    await using app = await createTestApp();
    const [visitor, other] = [await app.visitor(), await app.visitor()];
    await other.history.record({ itemId: PEN });
    for (const itemId of [PEN, FERN, PEN]) {
      await visitor.history.record({ itemId });
      app.clock.advance({ minutes: 2 });
    }
    expect(await visitor.history.remove({ itemId: PEN })).toEqual({ removed: 2 });
    expect(await visitor.history.remove({ itemId: PEN })).toEqual({ removed: 0 });
    expect((await visitor.history.list()).views.map(({ itemId }) => itemId)).toEqual([FERN]);
    expect((await other.history.list()).views).toHaveLength(1);
  });

  it('forgets what is just being recorded', async () => {
    const [entered, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let pause = async () => undefined as void;
    const open = (config: Parameters<typeof openStore>[0]) => pausingStore(openStore(config), (isInStep) => (isInStep ? pause() : Promise.resolve()));
    await using app = await createTestApp({}, { openStore: open });
    const visitor = await app.visitor();
    await visitor.items.list();
    pause = () => {
      entered.resolve();
      return gate.promise;
    };
    const recording = visitor.history.record({ itemId: PEN });
    await entered.promise;
    pause = async () => undefined;
    const clearing = visitor.history.clear();
    // Time enough for a removal that does not wait.
    await sleep(200);
    gate.resolve();
    await Promise.all([recording, clearing]);
    expect((await visitor.history.list()).views).toEqual([]);
  });

  it('still names an item that left the catalogue, and records no look at it', async () => {
    await using app = await createTestApp();
    const visitor = await app.visitor();
    await visitor.history.record({ itemId: PEN });
    await app.app.store.write((trx) => trx.updateTable('item').set({ is_available: 0 }).where('item_id', '=', PEN).execute());
    app.clock.advance({ minutes: 2 });
    expect((await visitor.history.list()).views).toMatchObject([{ itemId: PEN, isAvailable: false, title: { en: 'Fountain pen' } }]);
    await expect(visitor.history.record({ itemId: PEN })).rejects.toMatchObject({ reason: 'ITEM_NOT_FOUND' });
    await expect(visitor.items.addAction({ action: 'like', itemId: PEN })).rejects.toMatchObject({ reason: 'ITEM_NOT_FOUND' });
  });

  it('refuses a cursor of another visitor and of another list, and ids that are none', async () => {
    await using app = await createTestApp();
    const [one, other] = [await app.visitor(), await app.visitor()];
    for (const itemId of [PEN, FERN]) await one.history.record({ itemId });
    for (const action of ['a', 'b']) await one.items.addAction({ action });
    const { nextCursor } = await one.history.list({ limit: 1 });
    const actions = await one.items.list({ limit: 1 });
    await expect(other.history.list({ cursor: nextCursor })).rejects.toMatchObject({ reason: 'CURSOR_INVALID' });
    await expect(one.history.list({ cursor: actions.nextCursor })).rejects.toMatchObject({ reason: 'CURSOR_INVALID' });
    for (const viewId of [0, -1, 1.5, Number.NaN, 10 ** 20]) {
      await expect(one.history.remove({ viewId })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    }
    await expect(one.history.record({ itemId: 'NO SLUG' })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    await expect(one.history.record({ itemId: 'no-such-item' })).rejects.toMatchObject({ reason: 'ITEM_NOT_FOUND' });
  });
});
