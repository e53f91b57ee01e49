import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeProtectedHeader } from 'jose';
import { describe, expect, it } from 'vitest';
import type { TokenResponse } from '../../shared/anon.schema.ts';
import { HeldRead } from '../support/held-read.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { createTestApp, type TestApp, type TestEnvironment } from '../support/test-app.ts';

const LEEWAY_SECONDS = 5;
const PUBLISHED_AHEAD_MS = 10 * 60_000;

function kidOf({ accessToken }: TokenResponse): string | undefined {
  return decodeProtectedHeader(accessToken).kid;
}

/** Null when the access token works, else why it does not. */
function verdictOn({ app }: TestApp, { accessToken }: TokenResponse): Promise<string | null> {
  return app.caller(accessToken).anon.me().then(
    () => null,
    (error: { readonly reason: string }) => error.reason,
  );
}

function publishedKids({ app }: TestApp): (string | undefined)[] {
  return app.keys.publicKeySet().keys.map(({ kid }) => kid);
}

describe('the key schedule', () => {
  it('fails no living token through five rotations, and publishes every key ten minutes before it signs', async () => {
    await using app = await createTestApp({ SESSION_IDLE_DAYS: '3650', SESSION_MAX_DAYS: '3650', RETENTION_DAYS: '3650' });
    const firstSeenAt = new Map<string, number>();
    const firstSignedAt = new Map<string, number>();
    let living: { readonly tokens: TokenResponse; readonly until: number }[] = [];
    while (firstSignedAt.size < 6) {
      await app.app.keys.maintain();
      const now = app.clock.now();
      for (const kid of publishedKids(app)) if (kid !== undefined && !firstSeenAt.has(kid)) firstSeenAt.set(kid, now);
      const tokens = await app.login();
      const kid = kidOf(tokens) ?? '';
      if (!firstSignedAt.has(kid)) firstSignedAt.set(kid, now);
      living = [...living.filter(({ until }) => until > now), { tokens, until: now + (tokens.expiresIn + LEEWAY_SECONDS) * 1000 }];
      for (const each of living) expect(await verdictOn(app, each.tokens)).toBeNull();
      // By the minute around a rotation, by the day in between.
      const isCalm = app.app.keys.list().length === 1;
      app.clock.advance(isCalm ? { hours: 12 } : { minutes: 1 });
    }
    const [first, ...successors] = [...firstSignedAt];
    expect(first?.[1]).toBe(firstSeenAt.get(first?.[0] ?? ''));
    for (const [kid, signedAt] of successors) expect(signedAt - (firstSeenAt.get(kid) ?? signedAt)).toBeGreaterThanOrEqual(PUBLISHED_AHEAD_MS);
  });

  it('rotates every thirty days and keeps one key outside of a rotation', async () => {
    await using app = await createTestApp();
    const [{ kid } = { kid: '' }] = app.app.keys.list();
    app.clock.advance({ days: 30, minutes: -10, ms: -1 });
    await app.app.keys.maintain();
    expect(app.app.keys.list().map((key) => [key.kid === kid, key.state])).toEqual([[true, 'active']]);
    app.clock.advance({ ms: 1 });
    await app.app.keys.maintain();
    expect(app.app.keys.list().map((key) => [key.kid === kid, key.state])).toEqual([[true, 'active'], [false, 'next']]);
    app.clock.advance({ minutes: 10 });
    expect(app.app.keys.list().map((key) => [key.kid === kid, key.state])).toEqual([[true, 'retired'], [false, 'active']]);
    app.clock.advance({ minutes: 15 });
    await app.app.keys.maintain();
    expect(app.app.keys.list().map((key) => [key.kid === kid, key.state])).toEqual([[false, 'active']]);
    expect(publishedKids(app)).not.toContain(kid);
  });

  it('goes on after a clock that jumped a year ahead, and after one that was set back a year', async () => {
    await using app = await createTestApp({ SESSION_IDLE_DAYS: '3650', SESSION_MAX_DAYS: '3650', RETENTION_DAYS: '3650' });
    for (const days of [365, -365, -365, 365]) {
      app.clock.advance({ days });
      for (let second = 0; second < 3; second += 1) await app.app.keys.maintain();
      expect(await verdictOn(app, await app.login())).toBeNull();
      expect(app.app.keys.list().length).toBeLessThanOrEqual(3);
    }
  });

  it('makes one successor however many processes rotate at once', async () => {
    await using folder = await makeTempFolder();
    const environment = fileEnvironment(folder.databaseUrl);
    await using one = await createTestApp(environment);
    await using other = await createTestApp(environment);
    const kids = await Promise.all([one.app.keys.rotate(), other.app.keys.rotate(), one.app.keys.rotate(), other.app.keys.rotate()]);
    expect(new Set(kids).size).toBe(1);
    expect(await one.app.store.db.selectFrom('signing_key').select('kid').execute()).toHaveLength(2);
  });
});

describe('removing a key', () => {
  it('kills the tokens it signed at once, remembered ones too, and loses nobody', async () => {
    await using app = await createTestApp();
    const tokens = await app.login();
    expect(await verdictOn(app, tokens)).toBeNull();
    expect(await app.app.keys.remove(kidOf(tokens) ?? '')).toBe(true);
    expect(await verdictOn(app, tokens)).toBe('TOKEN_INVALID');
    expect(publishedKids(app)).not.toContain(kidOf(tokens));
    const next = await app.anonymous().anon.refresh({ refreshToken: tokens.refreshToken });
    expect(next.anonId).toBe(tokens.anonId);
    expect(await verdictOn(app, next)).toBeNull();
  });

  it('lets the published successor sign at once when the signer goes', async () => {
    await using app = await createTestApp();
    const successor = await app.app.keys.rotate();
    await app.app.keys.remove(app.app.keys.signer().kid);
    expect(kidOf(await app.login())).toBe(successor);
    expect(app.app.keys.list().map(({ kid, state }) => [kid, state])).toEqual([[successor, 'active']]);
  });

  it('lets the signer go on for good when its successor goes', async () => {
    await using app = await createTestApp();
    const { kid } = app.app.keys.signer();
    await app.app.keys.remove(await app.app.keys.rotate());
    for (const minutes of [1, 10, 15, 60]) {
      app.clock.advance({ minutes });
      await app.app.keys.maintain();
      const tokens = await app.login();
      expect([kidOf(tokens), await verdictOn(app, tokens)]).toEqual([kid, null]);
    }
    const next = await app.app.keys.rotate();
    app.clock.advance({ minutes: 10 });
    expect(kidOf(await app.login())).toBe(next);
  });

  it('leaves the signer alone when a retired key goes', async () => {
    await using app = await createTestApp();
    const old = await app.login();
    const successor = await app.app.keys.rotate();
    app.clock.advance({ minutes: 10 });
    expect(await app.app.keys.remove(kidOf(old) ?? '')).toBe(true);
    expect(kidOf(await app.login())).toBe(successor);
    expect(await app.app.keys.remove(kidOf(old) ?? '')).toBe(false);
    expect(await app.app.keys.remove('no-such-key')).toBe(false);
  });

  it('is not undone by a look at the keys that began before and ends after it', async () => {
    const read = new HeldRead();
    await using app = await createTestApp({}, { openStore: read.openStore });
    const tokens = await app.login();
    const letGo = await read.hold(() => app.app.keys.maintain());
    const removal = app.app.keys.remove(app.app.keys.signer().kid);
    await sleep(20);
    await letGo();
    expect(await removal).toBe(true);
    expect(await verdictOn(app, tokens)).toBe('TOKEN_INVALID');
  });

  it('makes one replacement when two processes remove the signer at once', async () => {
    await using folder = await makeTempFolder();
    const environment = fileEnvironment(folder.databaseUrl);
    await using one = await createTestApp(environment);
    await using other = await createTestApp(environment);
    const { kid } = one.app.keys.signer();
    expect((await Promise.all([one.app.keys.remove(kid), other.app.keys.remove(kid)])).sort()).toEqual([false, true]);
    expect(await one.app.store.db.selectFrom('signing_key').select('kid').execute()).toHaveLength(1);
    for (const app of [one, other]) expect(await verdictOn(app, await one.login())).toBeNull();
  });
});

describe('another algorithm', () => {
  it('takes over by a rotation, with no failed request on the way', async () => {
    await using folder = await makeTempFolder();
    const environment = fileEnvironment(folder.databaseUrl);
    let tokens = await withApp(environment, (app) => app.login());
    expect(decodeProtectedHeader(tokens.accessToken).alg).toBe('ES256');
    await withApp({ ...environment, ACCESS_TOKEN_ALG: 'Ed25519' }, async (app) => {
      const seen: (string | undefined)[] = [];
      for (let minute = 0; minute <= 40; minute += 1) {
        await app.app.keys.maintain();
        const fresh = await app.login();
        expect([await verdictOn(app, tokens), await verdictOn(app, fresh)]).toEqual([null, null]);
        seen.push(decodeProtectedHeader(fresh.accessToken).alg);
        app.clock.advance({ minutes: 1 });
        if (minute % 8 === 7) tokens = await app.anonymous().anon.refresh({ refreshToken: tokens.refreshToken });
      }
      expect(seen).toEqual([...Array.from({ length: 10 }, () => 'ES256'), ...Array.from({ length: 31 }, () => 'Ed25519')]);
      expect(app.app.keys.list().map(({ alg, state }) => [alg, state])).toEqual([['Ed25519', 'active']]);
    });
  });

  it('is taken and left once in ten minutes at most while processes disagree on it', async () => {
    await using folder = await makeTempFolder();
    const environment = fileEnvironment(folder.databaseUrl);
    await using one = await createTestApp(environment);
    await using other = await createTestApp({ ...environment, ACCESS_TOKEN_ALG: 'Ed25519' });
    for (let second = 0; second < 60; second += 1) {
      for (const app of [one, other]) {
        await app.app.keys.maintain();
        app.clock.advance({ seconds: 1 });
      }
    }
    expect(one.app.keys.list().length).toBeLessThanOrEqual(2);
    for (const app of [one, other]) expect(await verdictOn(app, await one.login())).toBeNull();
  });
});

function fileEnvironment(databaseUrl: string): TestEnvironment {
  return { DATABASE_URL: databaseUrl, PASSERBY_SECRET: randomBytes(48).toString('base64') };
}

async function withApp<T>(environment: TestEnvironment, act: (app: TestApp) => Promise<T>): Promise<T> {
  await using app = await createTestApp(environment);
  return await act(app);
}
