import { describe, expect, it } from 'vitest';
import { countingStore } from '../support/counting-store.ts';
import { createTestApp } from '../support/test-app.ts';

function writesOf(statements: readonly string[]): string[] {
  return statements.filter((statement) => /^(?:insert|update|delete) preferences$/.test(statement));
}

describe('preferences', () => {
  it('are empty for a visitor who never chose', async () => {
    await using app = await createTestApp();
    expect(await (await app.visitor()).preferences.get()).toEqual({ preferences: { app: {} }, version: 0, updatedAt: null });
  });

  it('merge what is given into what is there, and count the changes', async () => {
    await using app = await createTestApp();
    const visitor = await app.visitor();
    await visitor.preferences.update({ language: 'zh', app: { catalogueView: 'list' } });
    const { preferences, version, updatedAt } = await visitor.preferences.update({ theme: 'dark', app: { favouriteItems: ['indoor-fern'] } });
    expect(preferences).toEqual({ language: 'zh', theme: 'dark', app: { catalogueView: 'list', favouriteItems: ['indoor-fern'] } });
    expect({ version, updatedAt }).toEqual({ version: 2, updatedAt: '2026-01-15T12:00:00.000Z' });
    expect(await visitor.preferences.get()).toEqual({ preferences, version, updatedAt });
  });

  it('lose nothing of two tabs that change different keys at once', async () => {
    await using app = await createTestApp();
    const visitor = await app.visitor();
    await Promise.all([
      visitor.preferences.update({ language: 'en' }),
      visitor.preferences.update({ theme: 'light' }),
      visitor.preferences.update({ app: { catalogueView: 'grid' } }),
      visitor.preferences.update({ app: { favouriteItems: [] } }),
    ]);
    expect(await visitor.preferences.get()).toMatchObject({ preferences: { language: 'en', theme: 'light', app: { catalogueView: 'grid', favouriteItems: [] } }, version: 4 });
  });

  it('let the last write of a key win, take a key out with null, and count no change that is none', async () => {
    await using app = await createTestApp();
    const visitor = await app.visitor();
    await visitor.preferences.update({ theme: 'dark' });
    await visitor.preferences.update({ theme: 'light' });
    expect(await visitor.preferences.update({ theme: 'light' })).toMatchObject({ version: 2 });
    expect(await visitor.preferences.update({ theme: null, app: { catalogueView: null } })).toMatchObject({ preferences: { app: {} }, version: 3 });
  });

  it('of a visitor who never chose stay unwritten by an update that changes nothing', async () => {
    const counting = countingStore();
    await using app = await createTestApp({}, { openStore: counting.openStore });
    const visitor = await app.visitor();
    for (const nothing of [{}, { app: {} }, { theme: null, app: { catalogueView: null } }]) {
      expect(await visitor.preferences.update(nothing)).toEqual({ preferences: { app: {} }, version: 0, updatedAt: null });
    }
    expect(writesOf(counting.statements)).toEqual([]);
    expect(await app.app.store.db.selectFrom('preferences').selectAll().execute()).toEqual([]);
  });

  it('are answered as they are, and not written, by an update that changes nothing', async () => {
    const counting = countingStore();
    await using app = await createTestApp({}, { openStore: counting.openStore });
    const visitor = await app.visitor();
    const chosen = await visitor.preferences.update({ language: 'zh', theme: 'dark', app: { favouriteItems: ['indoor-fern'] } });
    const before = writesOf(counting.statements);
    app.clock.advance({ seconds: 1 });
    for (const nothing of [{}, { theme: 'dark' as const }, { language: 'zh' as const, app: { favouriteItems: ['indoor-fern'], catalogueView: null } }]) {
      expect(await visitor.preferences.update(nothing)).toEqual(chosen);
    }
    expect([before.length, writesOf(counting.statements)]).toEqual([2, before]);
  });

  it('refuse an update that changes nothing of a visitor who was removed while it was under way', async () => {
    await using app = await createTestApp();
    const { anonId, accessToken } = await app.login();
    const anonUser = await app.app.authenticator.authenticate(accessToken);
    await app.app.services.privacy.erase(anonId);
    await expect(app.app.services.preferences.update(anonUser, {})).rejects.toMatchObject({ reason: 'VISITOR_RETIRED' });
  });

  it('take updates that are sent at once in their order, also when the last one is what held before', async () => {
    await using app = await createTestApp();
    const visitor = await app.visitor();
    await visitor.preferences.update({ theme: 'light' });
    await Promise.all([visitor.preferences.update({ theme: 'dark' }), visitor.preferences.update({ theme: 'light' })]);
    expect(await visitor.preferences.get()).toMatchObject({ preferences: { theme: 'light' }, version: 3 });
  });

  it.each([
    '{"language":"de"}',
    '{"colour":"red"}',
    '{"app":{"colour":"red"}}',
    '{"__proto__":{"theme":"dark"}}',
    '{"constructor":{"prototype":{"theme":"dark"}}}',
    '{"app":{"__proto__":{"catalogueView":"list"}}}',
    '{"app":{"toString":"x"}}',
    '{"app":null}',
    '{"app":[]}',
    '[]',
    'null',
  ])('refuse %s', async (json) => {
    await using app = await createTestApp();
    const visitor = await app.visitor();
    await expect(visitor.preferences.update(JSON.parse(json))).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    expect(await visitor.preferences.get()).toMatchObject({ preferences: { app: {} }, version: 0 });
    expect(Object.hasOwn(Object.prototype, 'theme')).toBe(false);
  });

  it('refuse a document larger than 16 KB, and one of 1 MB, and keep what there was', async () => {
    await using app = await createTestApp();
    const visitor = await app.visitor();
    await visitor.preferences.update({ theme: 'dark' });
    const favouriteItems = Array.from({ length: 500 }, (_, index) => `${'long-name-'.repeat(3)}${index}`);
    await expect(visitor.preferences.update({ app: { favouriteItems } })).rejects.toMatchObject({ reason: 'PREFERENCES_TOO_LARGE', code: 'PAYLOAD_TOO_LARGE' });
    await expect(visitor.preferences.update({ app: { favouriteItems: ['x'.repeat(1024 * 1024)] } })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    expect(await visitor.preferences.get()).toMatchObject({ preferences: { theme: 'dark', app: {} }, version: 1 });
  });

  it('refuse a body of 1 MB over HTTP before it is read', async () => {
    await using app = await createTestApp();
    const { accessToken } = await app.login();
    const origin = await app.listen();
    const answer = await fetch(`${origin}/trpc/preferences.update`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${accessToken}` },
      body: JSON.stringify({ app: { favouriteItems: ['x'.repeat(1024 * 1024)] } }),
    });
    expect(answer.status).toBe(413);
  });

  it('drop a stored key that the schema no longer knows, or knows in another form', async () => {
    await using app = await createTestApp();
    const visitor = await app.visitor();
    await visitor.preferences.update({ theme: 'dark' });
    const document = '{"theme":"dark","language":"tlh","old":1,"app":{"gone":true,"catalogueView":"list"}}';
    await app.app.store.write((trx) => trx.updateTable('preferences').set({ document }).execute());
    expect(await visitor.preferences.get()).toMatchObject({ preferences: { theme: 'dark', app: { catalogueView: 'list' } } });
    expect((await visitor.preferences.get()).preferences).not.toHaveProperty('language');
    expect(await visitor.preferences.update({})).toMatchObject({ version: 1 });
  });
});
