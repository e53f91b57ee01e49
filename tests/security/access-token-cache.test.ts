import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { VerifyCache } from '../../server/sessions/verify-cache.ts';
import { forge, partsOf } from '../support/forge.ts';
import { openDoor } from '../support/open-door.ts';
import { createTestApp } from '../support/test-app.ts';

const CAPACITY = 100;
const FLOOD = 100_000;

describe('the cache of verified tokens', () => {
  it('holds no more than its capacity, however many tokens come', () => {
    const cache = new VerifyCache<number>(CAPACITY);
    for (let index = 0; index < FLOOD; index += 1) {
      cache.remember(`token ${index}`, index);
      if (index % 1000 === 0) expect(cache.size).toBeLessThanOrEqual(CAPACITY);
    }
    expect(cache.size).toBe(CAPACITY);
  });

  it('gives every token its own value or none, in a flood of 100,000', () => {
    const cache = new VerifyCache<string>(CAPACITY);
    for (let index = 0; index < FLOOD; index += 1) {
      // Tokens that differ in one late character, as those of one visitor do.
      const token = `${'eyJ'.repeat(100)}${index}`;
      const found = cache.find(token);
      expect(found === null || found === token).toBe(true);
      cache.remember(token, token);
      expect(cache.find(token)).toBe(token);
    }
  });

  it('lets the token go that was unused longest', () => {
    const cache = new VerifyCache<number>(2);
    cache.remember('a', 1);
    cache.remember('b', 2);
    cache.find('a');
    cache.remember('c', 3);
    expect([cache.find('a'), cache.find('b'), cache.find('c')]).toEqual([1, null, 3]);
  });

  it('takes a token again without growing', () => {
    const cache = new VerifyCache<number>(2);
    for (let index = 0; index < 10; index += 1) cache.remember('a', index);
    expect([cache.size, cache.find('a')]).toEqual([1, 9]);
  });

  it('cannot be confused by names that objects have', () => {
    const cache = new VerifyCache<number>(10);
    for (const token of ['__proto__', 'constructor', 'toString', '']) expect(cache.find(token)).toBeNull();
  });
});

describe('verification through the cache', () => {
  it('accepts none of 100,000 distinct tokens that were not signed, and still knows the genuine one', async () => {
    await using app = await createTestApp();
    const { accessToken, anonId } = await app.login();
    const { authenticator } = app.app;
    expect((await authenticator.authenticate(accessToken)).id).toBe(anonId);
    const [header, payload] = partsOf(accessToken);
    let accepted = 0;
    for (let index = 0; index < FLOOD; index += 1) {
      // Every hundredth is a well-formed signature, so that it goes all the way to the key.
      const signature = index % 100 === 0 ? randomBytes(64).toString('base64url') : `${index}`;
      accepted += await authenticator.authenticate(`${header}.${payload}.${signature}`).then(
        () => 1,
        () => 0,
      );
    }
    expect(accepted).toBe(0);
    expect((await authenticator.authenticate(accessToken)).id).toBe(anonId);
  });

  it('finds everybody their own visitor, first and again', async () => {
    await using app = await createTestApp();
    const logins = await Promise.all(Array.from({ length: 500 }, () => app.login()));
    for (const { accessToken, anonId } of [...logins, ...logins.toReversed()]) {
      expect((await app.app.authenticator.authenticate(accessToken)).id).toBe(anonId);
    }
  });
});

describe('a cached token dies', () => {
  it('with its exp', async () => {
    await using door = await openDoor();
    const { accessToken, expiresIn } = door.tokens;
    expect((await door.fetch('/trpc/anon.me', { headers: { authorization: `Bearer ${accessToken}` } })).status).toBe(200);
    door.app.clock.advance({ seconds: expiresIn + 5 });
    await door.expectRefused(await door.act(accessToken), 'TOKEN_EXPIRED');
  });

  it('when the clock is set back to before it was made', async () => {
    await using door = await openDoor();
    door.app.clock.advance({ seconds: -6 });
    await door.expectRefused(await door.act(door.tokens.accessToken), 'TOKEN_INVALID');
    door.app.clock.advance({ seconds: 6 });
    expect((await door.act(door.tokens.accessToken)).status).toBe(200);
  });

  it('with the end of its session', async () => {
    await using door = await openDoor();
    const visitor = door.app.app.caller(door.tokens.accessToken);
    const { sessionId } = await visitor.anon.me();
    await visitor.sessions.revoke({ sessionId });
    await door.expectRefused(await door.act(door.tokens.accessToken), 'SESSION_REVOKED');
  });

  it('with the theft of its refresh token', async () => {
    await using door = await openDoor();
    const { accessToken, refreshToken } = door.tokens;
    const second = await door.app.anonymous().anon.refresh({ refreshToken });
    await door.app.app.caller(second.accessToken).anon.me();
    door.app.clock.advance({ seconds: 31 });
    await expect(door.app.anonymous().anon.refresh({ refreshToken })).rejects.toMatchObject({ reason: 'REFRESH_REUSED' });
    for (const token of [accessToken, second.accessToken]) await door.expectRefused(await door.act(token), 'REFRESH_REUSED');
  });

  it('with the removal of its key', async () => {
    await using door = await openDoor();
    const { kid } = door.app.app.keys.signer();
    expect(await door.app.app.keys.remove(kid)).toBe(true);
    await door.expectRefused(await door.act(door.tokens.accessToken), 'TOKEN_INVALID');
    const renewed = await door.app.anonymous().anon.refresh({ refreshToken: door.tokens.refreshToken });
    expect((await door.act(renewed.accessToken)).status).toBe(200);
  });

  it('with the end of its visitor', async () => {
    await using door = await openDoor();
    const { accessToken, anonId } = await door.app.login();
    await door.app.app.caller(accessToken).anon.me();
    await door.app.app.store.write((trx) => trx.deleteFrom('anon_user').where('anon_id', '=', anonId).execute());
    await door.expectRefused(await door.act(accessToken), 'VISITOR_RETIRED');
  });

  it('and never comes back by being asked often', async () => {
    await using door = await openDoor();
    const { accessToken } = door.tokens;
    const forged = await forge(door.app, accessToken, { signature: 'A'.repeat(86) });
    for (let count = 0; count < 50; count += 1) await door.expectRefused(await door.act(forged), 'TOKEN_INVALID');
    expect((await door.act(accessToken)).status).toBe(200);
  });
});
