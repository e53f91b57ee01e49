import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createFullVisitor } from '../support/full-visitor.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { createTestApp } from '../support/test-app.ts';

describe('a visitor who returns after being removed', () => {
  it('is told so, with any token that was theirs', async () => {
    await using app = await createTestApp();
    const { tokens } = await createFullVisitor(app);
    const second = await app.anonymous().anon.refresh({ refreshToken: tokens.refreshToken });
    app.clock.advance({ days: 91 });
    await app.app.retention.sweep();
    for (const { refreshToken } of [tokens, second]) {
      await expect(app.anonymous().anon.refresh({ refreshToken })).rejects.toMatchObject({ reason: 'VISITOR_RETIRED' });
    }
  });

  it('is told so by nobody who only knows or guesses the id of the session', async () => {
    await using app = await createTestApp();
    const { tokens } = await createFullVisitor(app);
    app.clock.advance({ days: 91 });
    await app.app.retention.sweep();
    const [sessionId, gen, mac = ''] = tokens.refreshToken.split('.');
    const forged = [`${sessionId}.2.${mac}`, `${sessionId}.${gen}.${mac.startsWith('A') ? 'B' : 'A'}${mac.slice(1)}`, `${sessionId}.${gen}.${randomBytes(32).toString('base64url')}`];
    for (const refreshToken of forged) {
      await expect(app.anonymous().anon.refresh({ refreshToken })).rejects.toMatchObject({ reason: 'TOKEN_INVALID' });
    }
  });

  it('is told so for as long as the tombstone stands, which names neither visitor nor session', async () => {
    await using app = await createTestApp({ RETENTION_TOMBSTONE_DAYS: '30' });
    const { tokens } = await createFullVisitor(app);
    app.clock.advance({ days: 91 });
    await app.app.retention.sweep();
    const stones = JSON.stringify(await app.app.store.db.selectFrom('tombstone').selectAll().execute());
    for (const id of [tokens.anonId, tokens.refreshToken.slice(0, 36)]) expect(stones).not.toContain(id);
    app.clock.advance({ days: 30 });
    await expect(app.anonymous().anon.refresh({ refreshToken: tokens.refreshToken })).rejects.toMatchObject({ reason: 'TOKEN_INVALID' });
    await (await createFullVisitor(app)).caller.privacy.erase();
    await app.app.retention.sweep();
    expect(await app.app.store.db.selectFrom('tombstone').selectAll().execute()).toHaveLength(1);
  });

  it('is told so after the secret was rotated once', async () => {
    await using folder = await makeTempFolder();
    const [old, current] = [randomBytes(48).toString('base64'), randomBytes(48).toString('base64')];
    let refreshToken = '';
    {
      await using app = await createTestApp({ DATABASE_URL: folder.databaseUrl, PASSERBY_SECRET: old });
      const { tokens, caller } = await createFullVisitor(app);
      refreshToken = tokens.refreshToken;
      await caller.privacy.erase();
    }
    await using app = await createTestApp({ DATABASE_URL: folder.databaseUrl, PASSERBY_SECRET: current, PASSERBY_PREVIOUS_SECRET: old });
    await expect(app.anonymous().anon.refresh({ refreshToken })).rejects.toMatchObject({ reason: 'VISITOR_RETIRED' });
  });

  it('becomes a new visitor by logging in, also with the key of before', async () => {
    await using app = await createTestApp();
    const idempotencyKey = randomBytes(16).toString('base64url');
    const { anonId, accessToken } = await app.anonymous().anon.login({ idempotencyKey });
    await app.app.caller(accessToken).privacy.erase();
    const again = await app.anonymous().anon.login({ idempotencyKey });
    expect(again.anonId).not.toBe(anonId);
    expect((await app.app.caller(again.accessToken).items.list()).actions).toEqual([]);
  });
});
