import { randomUUID } from 'node:crypto';
import BetterSqlite3 from 'better-sqlite3';
import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import type { TokenResponse } from '../../shared/anon.schema.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

function sessionIdOf({ refreshToken }: TokenResponse): string | undefined {
  return refreshToken.split('.')[0];
}

async function activityOf({ app }: TestApp, { anonId }: TokenResponse) {
  const row = await app.store.db
    .selectFrom('session')
    .innerJoin('anon_user', 'anon_user.anon_id', 'session.anon_id')
    .select(['anon_user.last_activity_at as visitor', 'session.last_activity_at as session'])
    .where('session.anon_id', '=', anonId)
    .executeTakeFirstOrThrow();
  return [row.visitor, row.session];
}

describe('anon.login', () => {
  it('answers with tokens, the visitor and how long they live', async () => {
    await using app = await createTestApp();
    const tokens = await app.login();
    expect(tokens).toMatchObject({ tokenType: 'Bearer', refreshExpiresIn: 60 * 86_400 });
    const { sub, sid, gen, iat, exp, token_use: use } = decodeJwt<{ sid: string; gen: number; token_use: string }>(tokens.accessToken);
    expect({ sub, sid, gen, use }).toEqual({ sub: tokens.anonId, sid: sessionIdOf(tokens), gen: 1, use: 'anonymous' });
    expect((exp ?? 0) - (iat ?? 0)).toBe(tokens.expiresIn);
  });

  it('shortens access tokens by up to a tenth at random, so that clients do not refresh in step', async () => {
    await using app = await createTestApp();
    const lives = await Promise.all(Array.from({ length: 200 }, async () => (await app.login()).expiresIn));
    expect(Math.min(...lives)).toBeGreaterThanOrEqual(540);
    expect(Math.max(...lives)).toBeLessThanOrEqual(600);
    expect(new Set(lives).size).toBeGreaterThan(20);
  });

  it('makes a new visitor of every call without a key, and of every key', async () => {
    await using app = await createTestApp();
    const { anon } = app.anonymous();
    const logins = [await anon.login(), await anon.login({}), await anon.login({ idempotencyKey: randomUUID() }), await anon.login({ idempotencyKey: randomUUID() })];
    expect(new Set(logins.map(({ anonId }) => anonId)).size).toBe(4);
    expect(new Set(logins.map(sessionIdOf)).size).toBe(4);
  });

  it('finds the same visitor and session for the same key until its window closes, then makes a new one', async () => {
    await using app = await createTestApp({ LOGIN_KEY_SECONDS: '600' });
    const { anon } = app.anonymous();
    const idempotencyKey = randomUUID();
    const first = await anon.login({ idempotencyKey });
    app.clock.advance({ seconds: 599 });
    const again = await anon.login({ idempotencyKey });
    expect([again.anonId, sessionIdOf(again)]).toEqual([first.anonId, sessionIdOf(first)]);
    app.clock.advance({ seconds: 1 });
    const later = await anon.login({ idempotencyKey });
    expect(later.anonId).not.toBe(first.anonId);
    expect(await anon.refresh({ refreshToken: first.refreshToken })).toMatchObject({ anonId: first.anonId });
  });

  it('gives the newest generation to a login that is repeated after a refresh', async () => {
    await using app = await createTestApp();
    const { anon } = app.anonymous();
    const idempotencyKey = randomUUID();
    const first = await anon.login({ idempotencyKey });
    const second = await anon.refresh({ refreshToken: first.refreshToken });
    expect((await anon.login({ idempotencyKey })).refreshToken).toBe(second.refreshToken);
  });

  it('says that the session is over for the key of a session that was ended, and makes nobody', async () => {
    await using app = await createTestApp();
    const { anon } = app.anonymous();
    const idempotencyKey = randomUUID();
    const { refreshToken } = await anon.login({ idempotencyKey });
    await anon.logout({ refreshToken });
    await expect(anon.login({ idempotencyKey })).rejects.toMatchObject({ reason: 'SESSION_REVOKED' });
    expect(await app.app.store.db.selectFrom('anon_user').selectAll().execute()).toHaveLength(1);
  });

  it('fails at once for a key whose session somebody has deleted past the foreign keys', async () => {
    await using folder = await makeTempFolder();
    await using app = await createTestApp({ DATABASE_URL: folder.databaseUrl });
    const { anon } = app.anonymous();
    const idempotencyKey = randomUUID();
    await anon.login({ idempotencyKey });
    const file = new BetterSqlite3(folder.databaseUrl.slice('file:'.length));
    file.exec('pragma foreign_keys = off; delete from session');
    file.close();
    await expect(anon.login({ idempotencyKey })).rejects.toMatchObject({ code: 'INTERNAL_SERVER_ERROR' });
    await expect(anon.login()).resolves.toMatchObject({ tokenType: 'Bearer' });
  });

  it('keeps the key as a hash, and not for ever', async () => {
    await using app = await createTestApp();
    const idempotencyKey = randomUUID();
    await app.anonymous().anon.login({ idempotencyKey });
    const rows = () => app.app.store.db.selectFrom('login_key').selectAll().execute();
    expect(JSON.stringify(await rows())).not.toContain(idempotencyKey);
    app.clock.advance({ minutes: 10 });
    await app.anonymous().anon.login({ idempotencyKey: randomUUID() });
    expect(await rows()).toHaveLength(1);
  });

  it.each([{ idempotencyKey: 'short' }, { idempotencyKey: 'a'.repeat(129) }, { idempotencyKey: `${'a'.repeat(30)} ` }, { anonId: randomUUID() }, { sessionId: randomUUID() }])(
    'refuses the input %o: nobody chooses their own identity',
    async (input) => {
      await using app = await createTestApp();
      await expect(app.anonymous().anon.login(input)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    },
  );
});

describe('anon.me', () => {
  it('tells who the token speaks for', async () => {
    await using app = await createTestApp();
    const tokens = await app.login();
    expect(await app.app.caller(tokens.accessToken).anon.me()).toEqual({
      anonId: tokens.anonId,
      sessionId: sessionIdOf(tokens),
      createdAt: '2026-01-15T12:00:00.000Z',
      lastActivityAt: '2026-01-15T12:00:00.000Z',
    });
  });

  it('refuses a caller without a token', async () => {
    await using app = await createTestApp();
    await expect(app.anonymous().anon.me()).rejects.toMatchObject({ reason: 'TOKEN_MISSING', code: 'UNAUTHORIZED' });
  });

  it('moves lastActivityAt, and writes it once a minute at most', async () => {
    await using app = await createTestApp();
    const tokens = await app.login();
    const { anon } = app.app.caller(tokens.accessToken);
    const start = app.clock.now();
    for (let second = 1; second < 60; second += 1) {
      app.clock.advance({ seconds: 1 });
      await anon.me();
    }
    expect(await activityOf(app, tokens)).toEqual([start, start]);
    app.clock.advance({ seconds: 1 });
    expect(await anon.me()).toMatchObject({ lastActivityAt: '2026-01-15T12:01:00.000Z' });
    app.clock.advance({ seconds: 30 });
    expect(await anon.me()).toMatchObject({ lastActivityAt: '2026-01-15T12:01:00.000Z' });
    expect(await activityOf(app, tokens)).toEqual([start + 60_000, start + 60_000]);
  });

  it('never moves lastActivityAt back with the clock', async () => {
    await using app = await createTestApp({ SESSION_IDLE_DAYS: '10' });
    const tokens = await app.login();
    const before = await activityOf(app, tokens);
    app.clock.advance({ days: -20 });
    const { refreshToken } = await app.anonymous().anon.refresh({ refreshToken: tokens.refreshToken });
    expect(await activityOf(app, tokens)).toEqual(before);
    app.clock.advance({ days: 20 });
    expect(await app.anonymous().anon.refresh({ refreshToken })).toMatchObject({ anonId: tokens.anonId });
  });
});

describe('anon.refresh', () => {
  it('gives new tokens for the same visitor and session, each generation once', async () => {
    await using app = await createTestApp();
    const tokens = [await app.login()];
    for (let round = 0; round < 5; round += 1) tokens.push(await app.anonymous().anon.refresh({ refreshToken: tokens.at(-1)?.refreshToken ?? '' }));
    expect(new Set(tokens.map((each) => each.refreshToken)).size).toBe(6);
    expect(new Set(tokens.map((each) => `${each.anonId} ${sessionIdOf(each)}`)).size).toBe(1);
  });

  it('gives the same generation again to a client whose answer was lost, a day later', async () => {
    await using app = await createTestApp();
    const { anon } = app.anonymous();
    const { refreshToken } = await app.login();
    const lost = await anon.refresh({ refreshToken });
    app.clock.advance({ days: 1 });
    const found = await anon.refresh({ refreshToken });
    expect(found.refreshToken).toBe(lost.refreshToken);
    expect(await app.app.caller(found.accessToken).anon.me()).toMatchObject({ anonId: lost.anonId });
  });

  it('gives the same generation to ten tabs that wake a day after an answer was lost, while one already uses it', async () => {
    await using app = await createTestApp();
    const { anon } = app.anonymous();
    const { refreshToken } = await app.login();
    await anon.refresh({ refreshToken });
    app.clock.advance({ days: 1 });
    const first = await anon.refresh({ refreshToken });
    await app.app.caller(first.accessToken).anon.me();
    for (let tab = 2; tab <= 10; tab += 1) {
      app.clock.advance({ seconds: 3 });
      expect((await anon.refresh({ refreshToken })).refreshToken).toBe(first.refreshToken);
    }
  });

  it('takes a token for stolen whose successor was used more than half a minute ago, and ends the session', async () => {
    await using app = await createTestApp();
    const { anon } = app.anonymous();
    const first = await app.login();
    const second = await anon.refresh({ refreshToken: first.refreshToken });
    await app.app.caller(second.accessToken).anon.me();
    app.clock.advance({ seconds: 30 });
    expect((await anon.refresh({ refreshToken: first.refreshToken })).refreshToken).toBe(second.refreshToken);
    app.clock.advance({ ms: 1 });
    await expect(anon.refresh({ refreshToken: first.refreshToken })).rejects.toMatchObject({ reason: 'REFRESH_REUSED' });
    await expect(anon.refresh({ refreshToken: second.refreshToken })).rejects.toMatchObject({ reason: 'REFRESH_REUSED' });
    await expect(app.app.caller(second.accessToken).anon.me()).rejects.toMatchObject({ reason: 'REFRESH_REUSED' });
  });

  it('takes a token two generations back for stolen, however fast', async () => {
    await using app = await createTestApp();
    const { anon } = app.anonymous();
    const first = await app.login();
    const second = await anon.refresh({ refreshToken: first.refreshToken });
    await anon.refresh({ refreshToken: second.refreshToken });
    await expect(anon.refresh({ refreshToken: first.refreshToken })).rejects.toMatchObject({ reason: 'REFRESH_REUSED' });
  });

  it('goes on from a generation that the database does not know yet, because it was restored from a backup', async () => {
    await using app = await createTestApp();
    const { anon } = app.anonymous();
    let tokens = await app.login();
    const { anonId } = tokens;
    const [backup] = await app.app.store.db.selectFrom('session').selectAll().execute();
    for (let round = 0; round < 4; round += 1) tokens = await anon.refresh({ refreshToken: tokens.refreshToken });
    await app.app.store.write((trx) => trx.updateTable('session').set({ ...backup }).execute());
    expect(await app.app.caller(tokens.accessToken).anon.me()).toMatchObject({ anonId });
    const next = await anon.refresh({ refreshToken: tokens.refreshToken });
    expect(next.refreshToken).toMatch(/^[^.]+\.6\./);
    expect(await anon.refresh({ refreshToken: tokens.refreshToken })).toMatchObject({ refreshToken: next.refreshToken });
  });

  it('ends by idleness, counted from the last activity', async () => {
    await using app = await createTestApp({ SESSION_IDLE_DAYS: '60' });
    const { anon } = app.anonymous();
    let tokens = await app.login();
    app.clock.advance({ days: 59 });
    tokens = await anon.refresh({ refreshToken: tokens.refreshToken });
    app.clock.advance({ days: 60, ms: -1 });
    tokens = await anon.refresh({ refreshToken: tokens.refreshToken });
    app.clock.advance({ days: 60 });
    await expect(anon.refresh({ refreshToken: tokens.refreshToken })).rejects.toMatchObject({ reason: 'SESSION_EXPIRED' });
  });

  it('ends at the greatest age, and says so beforehand in refreshExpiresIn', async () => {
    await using app = await createTestApp({ SESSION_IDLE_DAYS: '60', SESSION_MAX_DAYS: '100' });
    const { anon } = app.anonymous();
    let tokens = await app.login();
    app.clock.advance({ days: 50 });
    tokens = await anon.refresh({ refreshToken: tokens.refreshToken });
    expect(tokens.refreshExpiresIn).toBe(50 * 86_400);
    app.clock.advance({ days: 50, seconds: -1 });
    tokens = await anon.refresh({ refreshToken: tokens.refreshToken });
    expect(tokens.refreshExpiresIn).toBe(1);
    app.clock.advance({ seconds: 1 });
    await expect(anon.refresh({ refreshToken: tokens.refreshToken })).rejects.toMatchObject({ reason: 'SESSION_EXPIRED' });
    await expect(app.app.caller(tokens.accessToken).anon.me()).rejects.toMatchObject({ reason: 'SESSION_EXPIRED' });
  });

  it('refuses every alteration of a token', async () => {
    await using app = await createTestApp();
    const { anon } = app.anonymous();
    const [one, other] = [await app.login(), await app.login()];
    const [sessionId = '', gen = '', mac = ''] = one.refreshToken.split('.');
    const [othersId = '', , othersMac = ''] = other.refreshToken.split('.');
    const altered = [
      `${sessionId}.2.${mac}`,
      `${sessionId}.01.${mac}`,
      `${sessionId}.1e0.${mac}`,
      `${sessionId}.0.${mac}`,
      `${sessionId}.-1.${mac}`,
      `${sessionId}.${'9'.repeat(16)}.${mac}`,
      `${othersId}.${gen}.${mac}`,
      `${sessionId}.${gen}.${othersMac}`,
      `${sessionId.toUpperCase()}.${gen}.${mac}`,
      `${sessionId}.${gen}.${mac.slice(0, -1)}`,
      `${sessionId}.${gen}.${mac}=`,
      `${sessionId}.${gen}.${otherSpelling(mac)}`,
      `${sessionId}.${gen}.${mac}.`,
      ` ${one.refreshToken}`,
      `${one.refreshToken}\n`,
      one.accessToken,
    ];
    for (const refreshToken of altered) await expect(anon.refresh({ refreshToken })).rejects.toMatchObject({ reason: 'TOKEN_INVALID' });
    for (const tokens of [one, other]) expect(await anon.refresh({ refreshToken: tokens.refreshToken })).toMatchObject({ anonId: tokens.anonId });
  });
});

/** The same bytes, with other spare bits in the last character: 43 characters carry 258 bits for 256. */
function otherSpelling(mac: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return mac.slice(0, -1) + (alphabet[alphabet.indexOf(mac.slice(-1)) ^ 1] ?? '');
}
