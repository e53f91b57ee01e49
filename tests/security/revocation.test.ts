import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { TokenResponse } from '../../shared/anon.schema.ts';
import { type Cluster, type Door, openProcesses } from '../support/doors.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const ELSEWHERE_WITHIN_MS = 1_000;

/** Another session of the same visitor, as a second device has one. */
async function openSecondSession(app: TestApp, { anonId }: TokenResponse): Promise<TokenResponse> {
  const { refreshToken } = await app.login();
  const sessionId = refreshToken.split('.')[0] ?? '';
  await app.app.store.write((trx) => trx.updateTable('session').set({ anon_id: anonId }).where('session_id', '=', sessionId).execute());
  return app.anonymous().anon.refresh({ refreshToken });
}

async function expectDead(app: TestApp, { accessToken, refreshToken }: TokenResponse, reason = 'SESSION_REVOKED'): Promise<void> {
  await expect(app.app.caller(accessToken).anon.me()).rejects.toMatchObject({ reason });
  await expect(app.anonymous().anon.refresh({ refreshToken })).rejects.toMatchObject({ reason });
}

async function expectAlive(app: TestApp, { accessToken, refreshToken, anonId }: TokenResponse): Promise<void> {
  expect(await app.app.caller(accessToken).anon.me()).toMatchObject({ anonId });
  expect(await app.anonymous().anon.refresh({ refreshToken })).toMatchObject({ anonId });
}

describe('on the process that ends a session', () => {
  it('refuses both tokens from the next call on, after a logout', async () => {
    await using app = await createTestApp();
    const tokens = await app.login();
    await expectAlive(app, tokens);
    await app.anonymous().anon.logout({ refreshToken: tokens.refreshToken });
    await expectDead(app, tokens);
  });

  it('refuses both tokens from the next call on, after sessions.revoke', async () => {
    await using app = await createTestApp();
    const tokens = await app.login();
    const caller = app.app.caller(tokens.accessToken);
    const { sessionId } = await caller.anon.me();
    expect(await caller.sessions.revoke({ sessionId })).toEqual({ revoked: 1 });
    await expectDead(app, tokens);
    await expect(caller.sessions.list()).rejects.toMatchObject({ reason: 'SESSION_REVOKED' });
  });

  it('ends the tokens of every generation, whichever is shown at logout', async () => {
    await using app = await createTestApp();
    const first = await app.login();
    const second = await app.anonymous().anon.refresh({ refreshToken: first.refreshToken });
    const third = await app.anonymous().anon.refresh({ refreshToken: second.refreshToken });
    await app.anonymous().anon.logout({ refreshToken: first.refreshToken });
    for (const tokens of [first, second, third]) await expectDead(app, tokens);
  });

  it('refuses a token that it verified and remembered', async () => {
    await using app = await createTestApp();
    const tokens = await app.login();
    for (let count = 0; count < 10; count += 1) await app.app.caller(tokens.accessToken).anon.me();
    await app.anonymous().anon.logout({ refreshToken: tokens.refreshToken });
    await expect(app.app.caller(tokens.accessToken).anon.me()).rejects.toMatchObject({ reason: 'SESSION_REVOKED' });
  });

  it('refuses a caller that is kept inside the process', async () => {
    await using app = await createTestApp();
    const tokens = await app.login();
    const kept = app.app.caller(tokens.accessToken);
    await kept.anon.me();
    await app.anonymous().anon.logout({ refreshToken: tokens.refreshToken });
    await expect(kept.anon.me()).rejects.toMatchObject({ reason: 'SESSION_REVOKED' });
  });

  it('keeps the first cause when a session is ended again', async () => {
    await using app = await createTestApp();
    const first = await app.login();
    const second = await app.anonymous().anon.refresh({ refreshToken: first.refreshToken });
    await app.app.caller(second.accessToken).anon.me();
    app.clock.advance({ seconds: 31 });
    await expect(app.anonymous().anon.refresh({ refreshToken: first.refreshToken })).rejects.toMatchObject({ reason: 'REFRESH_REUSED' });
    await app.anonymous().anon.logout({ refreshToken: second.refreshToken });
    await expectDead(app, second, 'REFRESH_REUSED');
  });
});

describe('anon.logout', () => {
  it('succeeds for what is unknown, garbage or already ended (RFC 7009 §2.2)', async () => {
    await using app = await createTestApp();
    const { anon } = app.anonymous();
    const { refreshToken } = await app.login();
    const [sessionId, gen] = refreshToken.split('.');
    const forgedMac = randomBytes(32).toString('base64url');
    await anon.logout({ refreshToken });
    const tokens = [refreshToken, 'garbage', '..', `${sessionId}.${gen}.${forgedMac}`, `019bc1d4-0000-7000-8000-000000000000.1.${forgedMac}`];
    for (const token of tokens) expect(await anon.logout({ refreshToken: token })).toEqual({});
  });

  it('ends nothing for a token whose MAC is not ours', async () => {
    await using app = await createTestApp();
    const tokens = await app.login();
    const [sessionId, gen] = tokens.refreshToken.split('.');
    await app.anonymous().anon.logout({ refreshToken: `${sessionId}.${gen}.${randomBytes(32).toString('base64url')}` });
    await expectAlive(app, tokens);
  });
});

describe('sessions.list', () => {
  it("shows the visitor's own living sessions and marks the calling one", async () => {
    await using app = await createTestApp();
    const [first, stranger] = [await app.login(), await app.login()];
    const second = await openSecondSession(app, first);
    const third = await openSecondSession(app, first);
    await app.anonymous().anon.logout({ refreshToken: third.refreshToken });
    const { sessionId } = await app.app.caller(first.accessToken).anon.me();
    const { sessions } = await app.app.caller(first.accessToken).sessions.list();
    expect(sessions.map((session) => [session.sessionId === sessionId, session.isCurrent]).sort()).toEqual([[false, false], [true, true]]);
    const { sessionId: strangersId } = await app.app.caller(stranger.accessToken).anon.me();
    expect(sessions.map((session) => session.sessionId)).not.toContain(strangersId);
    expect(await app.app.caller(second.accessToken).anon.me()).toMatchObject({ anonId: first.anonId });
  });

  it('shows no session that was idle for too long', async () => {
    await using app = await createTestApp({ SESSION_IDLE_DAYS: '2' });
    const first = await app.login();
    app.clock.advance({ days: 1 });
    const second = await openSecondSession(app, first);
    app.clock.advance({ days: 1 });
    const { accessToken } = await app.anonymous().anon.refresh({ refreshToken: second.refreshToken });
    const { sessions } = await app.app.caller(accessToken).sessions.list();
    expect(sessions).toHaveLength(1);
    expect(sessions[0]).toMatchObject({ isCurrent: true, lastActivityAt: '2026-01-17T12:00:00.000Z', expiresAt: '2026-01-19T12:00:00.000Z' });
  });

  it('never holds what a token is made of', async () => {
    await using app = await createTestApp();
    const tokens = await app.login();
    const answer = JSON.stringify(await app.app.caller(tokens.accessToken).sessions.list());
    const [row] = await app.app.store.db.selectFrom('session').selectAll().execute();
    for (const secret of [row?.salt, tokens.refreshToken, tokens.refreshToken.split('.')[2], tokens.accessToken, ...tokens.accessToken.split('.')]) {
      expect(secret).toBeTruthy();
      expect(answer).not.toContain(secret);
    }
  });
});

describe('sessions.revoke and sessions.revokeOthers', () => {
  it('ends another session of the visitor and leaves the calling one', async () => {
    await using app = await createTestApp();
    const first = await app.login();
    const second = await openSecondSession(app, first);
    const { sessionId } = await app.app.caller(second.accessToken).anon.me();
    expect(await app.app.caller(first.accessToken).sessions.revoke({ sessionId })).toEqual({ revoked: 1 });
    expect(await app.app.caller(first.accessToken).sessions.revoke({ sessionId })).toEqual({ revoked: 0 });
    await expectDead(app, second);
    await expectAlive(app, first);
  });

  it("never ends somebody else's session", async () => {
    await using app = await createTestApp();
    const [one, other] = [await app.login(), await app.login()];
    const { sessionId } = await app.app.caller(other.accessToken).anon.me();
    expect(await app.app.caller(one.accessToken).sessions.revoke({ sessionId })).toEqual({ revoked: 0 });
    expect(await app.app.caller(one.accessToken).sessions.revokeOthers()).toEqual({ revoked: 0 });
    await expectAlive(app, other);
  });

  it('ends all others and leaves the calling one', async () => {
    await using app = await createTestApp();
    const first = await app.login();
    const others = [await openSecondSession(app, first), await openSecondSession(app, first)];
    expect(await app.app.caller(first.accessToken).sessions.revokeOthers()).toEqual({ revoked: 2 });
    for (const tokens of others) await expectDead(app, tokens);
    await expectAlive(app, first);
  });
});

describe('on another process of the same database', { timeout: 60_000 }, () => {
  it(`refuses both tokens within ${ELSEWHERE_WITHIN_MS} ms of an acknowledged logout`, async () => {
    await using cluster = await openProcesses(2);
    const [here, there] = doorsOf(cluster);
    for (let round = 0; round < 10; round += 1) {
      const { accessToken, refreshToken } = await here.login();
      await there.me(accessToken);
      await here.logout(refreshToken);
      const acknowledgedAt = performance.now();
      await expect.poll(() => there.me(accessToken).then(() => null, reasonOf), { timeout: ELSEWHERE_WITHIN_MS, interval: 5 }).toBe('SESSION_REVOKED');
      expect(performance.now() - acknowledgedAt).toBeLessThan(ELSEWHERE_WITHIN_MS);
      await expect(there.refresh(refreshToken)).rejects.toMatchObject({ reason: 'SESSION_REVOKED' });
    }
  });

  it('refuses a token whose key was removed, once it has looked at the keys again', async () => {
    await using folder = await makeTempFolder();
    const environment = { DATABASE_URL: folder.databaseUrl, PASSERBY_SECRET: randomBytes(48).toString('base64') };
    await using here = await createTestApp(environment);
    await using there = await createTestApp(environment);
    const tokens = await here.login();
    expect(await there.app.caller(tokens.accessToken).anon.me()).toMatchObject({ anonId: tokens.anonId });
    await here.app.keys.remove(here.app.keys.signer().kid);
    await expect(here.app.caller(tokens.accessToken).anon.me()).rejects.toMatchObject({ reason: 'TOKEN_INVALID' });
    await there.listen();
    await expect
      .poll(() => there.app.caller(tokens.accessToken).anon.me().then(() => null, reasonOf), { timeout: 5_000, interval: 20 })
      .toBe('TOKEN_INVALID');
    expect(await there.anonymous().anon.refresh({ refreshToken: tokens.refreshToken })).toMatchObject({ anonId: tokens.anonId });
  });
});

function doorsOf({ doors }: Cluster): readonly [Door, Door] {
  const [here, there = here] = doors;
  return [here, there];
}

function reasonOf(error: { readonly reason?: string }): string | undefined {
  return error.reason;
}
