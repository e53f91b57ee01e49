import { describe, expect, it } from 'vitest';
import { openDoor } from '../support/open-door.ts';

const ITEM = 'fountain-pen';

/** As JSON text: what a number of it becomes is the server's business. */
const QUANTITIES = ['0', '-1', '100', '1000000000', '1.5', '1e400', '"1"', 'null', 'true', '[1]', '{}'];

describe('a cart', () => {
  it.each(QUANTITIES)('holds no quantity of %s', async (quantity) => {
    await using door = await openDoor();
    await door.expectRefused(await door.post('/trpc/cart.add', `{"itemId":"${ITEM}","quantity":${quantity}}`), 'INPUT_INVALID');
    await door.expectRefused(await door.post('/trpc/cart.setQuantity', `{"itemId":"${ITEM}","version":0,"quantity":${quantity}}`), 'INPUT_INVALID');
  });

  it.each(['"NO SLUG"', '"__proto__"', '"../fountain-pen"', '""', '7', 'null'])('holds nothing called %s', async (itemId) => {
    await using door = await openDoor();
    await door.expectRefused(await door.post('/trpc/cart.add', `{"itemId":${itemId}}`), 'INPUT_INVALID');
  });

  it('holds nothing that is not, or no longer, in the catalogue', async () => {
    await using door = await openDoor();
    await door.expectRefused(await door.post('/trpc/cart.add', { itemId: 'no-such-item' }), 'ITEM_NOT_FOUND');
    await door.app.app.store.write((trx) => trx.updateTable('item').set({ is_available: 0 }).where('item_id', '=', ITEM).execute());
    door.app.clock.advance({ seconds: 10 });
    await door.expectRefused(await door.post('/trpc/cart.add', { itemId: ITEM }), 'ITEM_NOT_FOUND');
    await door.expectRefused(await door.post('/trpc/cart.setQuantity', { itemId: ITEM, quantity: 2, version: 1 }), 'ITEM_NOT_FOUND');
    await door.expectRefused(await door.post('/trpc/history.record', { itemId: ITEM }), 'ITEM_NOT_FOUND');
  });
});

describe('a history', () => {
  it.each(['0', '-1', '1.5', '1e400', '9007199254740993', '"1"', 'null'])('has no view %s', async (viewId) => {
    await using door = await openDoor();
    await door.expectRefused(await door.post('/trpc/history.remove', `{"viewId":${viewId}}`), 'INPUT_INVALID');
  });

  it.each(['{}', '{"itemId":"NO SLUG"}', '{"itemId":null}', `{"itemId":"${ITEM}","viewId":1}`])('forgets nothing for %s', async (json) => {
    await using door = await openDoor();
    await door.expectRefused(await door.post('/trpc/history.remove', json), 'INPUT_INVALID');
  });
});

describe('preferences', () => {
  it.each(['{"colour":"red"}', '{"language":"de"}', '{"app":{"colour":"red"}}', '{"__proto__":{"theme":"dark"}}', '{"app":{"constructor":{"theme":"dark"}}}', '[]'])('are not %s', async (json) => {
    await using door = await openDoor();
    await door.expectRefused(await door.post('/trpc/preferences.update', json), 'INPUT_INVALID');
  });

  it('of more than 16 KB are too large, and of 1 MB are not read', async () => {
    await using door = await openDoor();
    const favouriteItems = Array.from({ length: 500 }, (_, index) => `${'long-name-'.repeat(3)}${index}`);
    await door.expectRefused(await door.post('/trpc/preferences.update', { app: { favouriteItems } }), 'PREFERENCES_TOO_LARGE');
    await door.expectRefused(await door.post('/trpc/preferences.update', { app: { favouriteItems: ['x'.repeat(1024 * 1024)] } }), 'BODY_TOO_LARGE');
  });
});

describe('what is held on a visitor', () => {
  it('is given to no stranger and erased for none', async () => {
    await using door = await openDoor();
    await door.expectRefused(await door.fetch('/trpc/privacy.export'), 'TOKEN_MISSING');
    await door.expectRefused(await door.fetch('/privacy/export'), 'TOKEN_MISSING');
    await door.expectRefused(await door.fetch('/trpc/privacy.erase', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }), 'TOKEN_MISSING');
    await door.expectRefused(await door.post('/trpc/privacy.erase', {}, { authorization: 'Bearer nonsense' }), 'TOKEN_INVALID');
  });

  it('is erased once: the second call and every later one is told so', async () => {
    await using door = await openDoor();
    expect((await door.post('/trpc/privacy.erase', {})).status).toBe(200);
    const bearer = { headers: { authorization: `Bearer ${door.tokens.accessToken}` } };
    for (const answer of [await door.post('/trpc/privacy.erase', {}), await door.fetch('/trpc/privacy.export', bearer), await door.fetch('/privacy/export', bearer)]) {
      expect({ status: answer.status, body: answer.body }).toEqual({ status: 401, body: expect.stringContaining('"reason":"VISITOR_RETIRED"') });
      expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
    }
  });
});
