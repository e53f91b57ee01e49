import { describe, expect, it } from 'vitest';
import { SessionEnded, SessionUnreachable } from './session-errors.ts';
import type { SessionManager } from './session-manager.ts';
import type { IdentityChange } from './session-state.ts';
import type { SessionStorage } from './session-storage.ts';
import { memoryStorage } from './session-storage.ts';
import { formatStoredRecord, parseStoredRecord, toSessionRecord } from './stored-session.ts';
import { FakeWorld } from './testing/fake-world.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** A call as the link makes it: one replay at most. */
async function callServer(world: FakeWorld, manager: SessionManager): Promise<string> {
  const token = await manager.accessToken();
  const answer = world.server.use(token);
  if ('anonId' in answer) return answer.anonId;
  if (!(await manager.recover(answer.reason, token))) return answer.reason;
  const again = world.server.use(await manager.accessToken());
  return 'anonId' in again ? again.anonId : again.reason;
}

describe('login', () => {
  it('happens once under a double start with calls in between', async () => {
    const world = new FakeWorld();
    const manager = world.openTab();
    manager.start();
    manager.stop();
    manager.start();
    const tokens = Promise.all([manager.accessToken(), manager.accessToken()]);
    const [first, second] = await world.after(1_000, tokens);
    expect(first).toBe(second);
    expect(world.server.logins).toBe(1);
    expect(manager.snapshot()).toMatchObject({ status: 'active', anonId: world.server.anonIds[0], endedReason: null });
  });

  it('stores its key before it calls', async () => {
    const world = new FakeWorld();
    world.server.isOffline = true;
    world.openTab().start();
    await world.clock.advance(500);
    expect(parseStoredRecord(world.tabs.value)).toMatchObject({ kind: 'pending', idempotencyKey: expect.stringMatching(/^[\w-]{43}$/) });
  });

  it('reuses the stored key after a lost answer and a reload', async () => {
    const world = new FakeWorld();
    world.server.answersToLose = 1;
    const lost = world.openTab();
    lost.start();
    await world.clock.advance(300);
    expect(lost.snapshot().status).toBe('offline');
    lost.stop();
    const reloaded = await world.openActiveTab();
    expect(world.server.anonIds).toEqual([reloaded.snapshot().anonId]);
    expect(world.server.logins).toBe(2);
  });

  it('is not repeated after a reload', async () => {
    const world = new FakeWorld();
    const before = await world.openActiveTab();
    const after = world.openTab();
    after.start();
    expect(after.snapshot()).toMatchObject({ status: 'active', anonId: before.snapshot().anonId });
    expect(world.server.logins).toBe(1);
  });

  it('works without start()', async () => {
    const world = new FakeWorld();
    const token = await world.after(1_000, world.openTab().accessToken());
    expect(world.server.use(token)).toHaveProperty('anonId');
  });

  it('keeps the session of a page that is stopped in mid-login', async () => {
    const world = new FakeWorld();
    const manager = world.openTab();
    manager.start();
    await world.clock.advance(100);
    manager.stop();
    await world.clock.advance(1_000);
    expect(parseStoredRecord(world.tabs.value)).toMatchObject({ kind: 'session', anonId: world.server.anonIds[0] });
    expect(world.clock.pendingTimers).toBe(0);
  });
});

describe('tabs', () => {
  it.each([0, 5, 10, 20])('ten opened at once end as one visitor (storage late by %i ms each way)', async (delayMs) => {
    const world = new FakeWorld(delayMs);
    const tabs = Array.from({ length: 10 }, () => world.openTab());
    for (const tab of tabs) {
      tab.start();
      await world.clock.advance(3);
    }
    await world.clock.advance(2_000);
    expect(new Set(tabs.map((tab) => tab.snapshot().anonId))).toEqual(new Set(world.server.anonIds));
    expect(world.server.anonIds).toHaveLength(1);
  });

  it('end as one visitor when storage is later than the settle time', async () => {
    const world = new FakeWorld(100);
    const tabs = Array.from({ length: 4 }, () => world.openTab());
    for (const tab of tabs) tab.start();
    await world.clock.advance(5_000);
    expect(new Set(tabs.map((tab) => tab.snapshot().anonId)).size).toBe(1);
    expect(parseStoredRecord(world.tabs.value)).toMatchObject({ kind: 'session', anonId: tabs[0]?.snapshot().anonId });
  });

  it('log out the visitor that they made in excess, when they notice before using it', async () => {
    const world = new FakeWorld();
    world.server.latencyMs = 1_000;
    const [first, second] = [world.openTab(), world.openTab({ storage: world.tabs.open() })];
    first.start();
    await world.clock.advance(200);
    world.tabs.open().write(formatStoredRecord({ kind: 'pending', idempotencyKey: 'y'.repeat(43), after: null }));
    second.start();
    await world.clock.advance(5_000);
    expect(second.snapshot().anonId).toBe(first.snapshot().anonId);
    const living = world.server.sessions.filter((session) => session.endedFor === null);
    expect(living.map((session) => session.anonId)).toEqual([first.snapshot().anonId]);
    expect(world.server.anonIds).toHaveLength(2);
  });

  it('take the token that another has fetched', async () => {
    const world = new FakeWorld();
    const [first, second] = [await world.openActiveTab(), await world.openActiveTab()];
    await world.clock.advance(9.5 * MINUTE);
    expect(world.server.refreshes).toBe(1);
    expect(await first.accessToken()).toBe(await second.accessToken());
  });

  it('with an expired token end with one new generation', async () => {
    const world = new FakeWorld(10);
    const first = await world.openActiveTab();
    first.stop();
    await world.clock.advance(DAY);
    const tabs = Array.from({ length: 10 }, () => world.openTab());
    const calls = Promise.all(tabs.map((tab) => callServer(world, tab)));
    const anonIds = await world.after(2_000, calls);
    expect(new Set(anonIds).size).toBe(1);
    expect(world.server.sessions).toMatchObject([{ generation: 2, endedFor: null }]);
  });

  it('frozen for hours does not present a spent refresh token', async () => {
    const world = new FakeWorld(30);
    const frozen = await world.openActiveTab();
    frozen.stop();
    const awake = await world.openActiveTab();
    for (let hour = 0; hour < 12; hour += 1) {
      await world.clock.advance(9.5 * MINUTE);
      await world.after(500, callServer(world, awake));
    }
    expect(await world.after(1_000, callServer(world, frozen))).toBe(awake.snapshot().anonId);
    expect(world.server.sessions).toMatchObject([{ endedFor: null }]);
  });

  it('follow a sign-out and then the identity that another starts', async () => {
    const world = new FakeWorld(5);
    const [first, second] = [await world.openActiveTab(), await world.openActiveTab()];
    void first.signOut();
    await world.clock.advance(100);
    expect(second.snapshot()).toMatchObject({ status: 'ended', anonId: null, endedReason: 'SIGNED_OUT' });
    first.startAnew();
    await world.clock.advance(1_000);
    expect(second.snapshot()).toMatchObject({ status: 'active', anonId: world.server.anonIds[1] });
    expect(world.server.anonIds).toHaveLength(2);
  });

  it('follow an end that another found out, with its reason', async () => {
    const world = new FakeWorld(5);
    const [first, second] = [await world.openActiveTab(), await world.openActiveTab()];
    world.server.endAll('VISITOR_RETIRED');
    await world.after(1_000, callServer(world, first));
    expect(second.snapshot()).toMatchObject({ status: 'active', anonId: world.server.anonIds[1], endedReason: 'VISITOR_RETIRED' });
    expect(world.server.anonIds).toHaveLength(2);
  });

  it('that all find out an end at once start one visitor', async () => {
    const world = new FakeWorld(10);
    const tabs = [await world.openActiveTab(), await world.openActiveTab(), await world.openActiveTab()];
    world.server.endAll('SESSION_REVOKED');
    const anonIds = await world.after(2_000, Promise.all(tabs.map((tab) => callServer(world, tab))));
    expect(anonIds).toEqual(Array.from({ length: 3 }, () => world.server.anonIds[1]));
    expect(world.server.anonIds).toHaveLength(2);
  });
});

describe('refresh', () => {
  it('happens ahead of time, by duration', async () => {
    const world = new FakeWorld();
    const manager = await world.openActiveTab();
    await world.clock.advance(7.9 * MINUTE);
    expect(world.server.refreshes).toBe(0);
    await world.clock.advance(1.2 * MINUTE);
    expect(world.server.refreshes).toBe(1);
    expect(manager.snapshot().status).toBe('active');
  });

  it('happens once for many calls, which wait for it', async () => {
    const world = new FakeWorld();
    const manager = await world.openActiveTab();
    const used = await manager.accessToken();
    const recoveries = Array.from({ length: 20 }, () => manager.recover('TOKEN_EXPIRED', used));
    const waiting = manager.accessToken();
    expect(await world.after(500, Promise.all(recoveries))).toEqual(Array.from({ length: 20 }, () => true));
    expect(await waiting).not.toBe(used);
    expect(world.server.refreshes).toBe(1);
  });

  it('does not keep calls waiting while the old token lives', async () => {
    const world = new FakeWorld();
    const manager = await world.openActiveTab();
    manager.stop();
    await world.clock.advance(9.5 * MINUTE);
    await expect(manager.accessToken()).resolves.toBeTypeOf('string');
    expect(world.server.refreshes).toBe(0);
    await world.clock.advance(500);
    expect(world.server.refreshes).toBe(1);
  });

  it('waits in a page that nobody looks at, until it is looked at', async () => {
    const world = new FakeWorld();
    world.wake.isVisible = false;
    const manager = await world.openActiveTab();
    await world.clock.advance(DAY);
    expect(world.server.refreshes).toBe(0);
    world.wake.wake();
    await world.clock.advance(500);
    expect(world.server.refreshes).toBe(1);
    expect(manager.snapshot().status).toBe('active');
  });

  it('loses nobody when its answer is lost', async () => {
    const world = new FakeWorld();
    const manager = await world.openActiveTab();
    const { anonId } = manager.snapshot();
    world.server.answersToLose = 1;
    await world.clock.advance(12 * MINUTE);
    expect(await callServer(world, manager)).toBe(anonId);
  });

  it('that finishes after sign-out writes nothing', async () => {
    const world = new FakeWorld();
    const manager = await world.openActiveTab();
    const used = await manager.accessToken();
    void manager.recover('TOKEN_EXPIRED', used);
    await world.clock.advance(5);
    void manager.signOut();
    await world.clock.advance(1_000);
    expect(world.server.refreshes).toBe(1);
    expect(world.tabs.value).toBeNull();
    expect(manager.snapshot()).toMatchObject({ status: 'ended', anonId: null });
  });

  it('that finishes after a sign-out in another tab writes nothing', async () => {
    const world = new FakeWorld();
    const [first, second] = [await world.openActiveTab(), await world.openActiveTab()];
    void first.recover('TOKEN_EXPIRED', await first.accessToken());
    await world.clock.advance(5);
    first.stop();
    void second.signOut();
    await world.clock.advance(1_000);
    expect(world.tabs.value).toBeNull();
    expect(first.snapshot()).toMatchObject({ status: 'ended', endedReason: 'SIGNED_OUT' });
  });

  it('that finishes after a new start does not bring the old identity back', async () => {
    const world = new FakeWorld();
    const manager = await world.openActiveTab();
    world.server.latencyMs = 1_000;
    void manager.recover('TOKEN_EXPIRED', await manager.accessToken());
    await world.clock.advance(5);
    void manager.signOut();
    manager.startAnew();
    await world.clock.advance(5_000);
    expect(manager.snapshot().anonId).toBe(world.server.anonIds[1]);
    expect(parseStoredRecord(world.tabs.value)).toMatchObject({ kind: 'session', anonId: world.server.anonIds[1] });
  });
});

describe('time', () => {
  it.each([2 * DAY, -2 * DAY])('a device clock %i ms off changes nothing', async (offset) => {
    const world = new FakeWorld();
    world.clock.setDeviceClockBy(offset);
    await world.openActiveTab();
    await world.clock.advance(7 * MINUTE);
    expect(world.server.refreshes).toBe(0);
    await world.clock.advance(3 * MINUTE);
    expect(world.server.refreshes).toBe(1);
  });

  it('a clock set back between two visits leaves the decision to the server', async () => {
    const world = new FakeWorld();
    const before = await world.openActiveTab();
    before.stop();
    world.clock.setDeviceClockBy(-2 * DAY);
    await world.clock.advance(DAY);
    const after = world.openTab();
    expect(await world.after(1_000, callServer(world, after))).toBe(before.snapshot().anonId);
    expect(world.server.logins).toBe(1);
  });

  it('a clock set forward costs one refresh', async () => {
    const world = new FakeWorld();
    const manager = await world.openActiveTab();
    world.clock.setDeviceClockBy(2 * DAY);
    await world.after(500, callServer(world, manager));
    await world.after(500, callServer(world, manager));
    expect(world.server.refreshes).toBe(1);
  });

  it('a clock set back in mid-session does not stop the refresh ahead of time', async () => {
    const world = new FakeWorld();
    await world.openActiveTab();
    world.clock.setDeviceClockBy(-2 * DAY);
    await world.clock.advance(9.5 * MINUTE);
    expect(world.server.refreshes).toBe(1);
  });
});

describe('offline', () => {
  it('keeps the session while the access token lives, then says so, and comes back by itself', async () => {
    const world = new FakeWorld();
    const manager = await world.openActiveTab();
    const { anonId } = manager.snapshot();
    world.server.isOffline = true;
    await world.clock.advance(9.4 * MINUTE);
    expect(manager.snapshot()).toMatchObject({ status: 'active', anonId });
    await world.clock.advance(MINUTE);
    expect(manager.snapshot()).toMatchObject({ status: 'offline', anonId });
    await expect(world.after(500, manager.accessToken())).rejects.toBeInstanceOf(SessionUnreachable);
    await world.clock.advance(DAY);
    world.server.isOffline = false;
    await world.clock.advance(31_000);
    expect(manager.snapshot()).toMatchObject({ status: 'active', anonId, endedReason: null });
  });

  it('comes back at once when the device does', async () => {
    const world = new FakeWorld();
    world.server.isOffline = true;
    const manager = world.openTab();
    manager.start();
    await world.clock.advance(10 * MINUTE);
    world.server.isOffline = false;
    world.wake.wake();
    await world.clock.advance(300);
    expect(manager.snapshot().status).toBe('active');
  });

  it('leaves the server alone for as long as it asked', async () => {
    const world = new FakeWorld();
    world.server.isOffline = true;
    world.server.retryAfterMs = 20_000;
    const manager = world.openTab();
    manager.start();
    await world.clock.advance(300);
    world.server.isOffline = false;
    await expect(manager.accessToken()).rejects.toBeInstanceOf(SessionUnreachable);
    await world.clock.advance(19_000);
    expect(world.server.logins).toBe(0);
    await world.clock.advance(3_000);
    expect(manager.snapshot().status).toBe('active');
  });
});

describe('end', () => {
  it.each(['SESSION_REVOKED', 'SESSION_EXPIRED', 'REFRESH_REUSED', 'VISITOR_RETIRED'])('by %s starts a fresh identity and keeps the reason', async (reason) => {
    const world = new FakeWorld();
    const manager = await world.openActiveTab();
    const [old] = world.server.anonIds;
    const seen: unknown[] = [];
    manager.onIdentityChange((change) => seen.push(change, manager.snapshot().anonId));
    manager.subscribe(() => seen.push(manager.snapshot().status));
    world.server.endAll(reason);
    const answer = await world.after(1_000, callServer(world, manager));
    const next = world.server.anonIds[1];
    expect(answer).toBe(next);
    expect(manager.snapshot()).toMatchObject({ status: 'active', anonId: next, endedReason: reason, endings: 1 });
    const ended: IdentityChange = { from: old ?? '', to: null, reason: manager.snapshot().endedReason };
    const begun: IdentityChange = { from: null, to: next ?? '', reason: null };
    expect(seen).toEqual([ended, old, 'ended', 'starting', begun, null, 'active']);
  });

  it('is found out by a refresh too', async () => {
    const world = new FakeWorld();
    const manager = await world.openActiveTab();
    world.server.endAll('SESSION_EXPIRED');
    await world.clock.advance(10 * MINUTE);
    expect(manager.snapshot()).toMatchObject({ status: 'active', anonId: world.server.anonIds[1], endedReason: 'SESSION_EXPIRED' });
  });

  it('stays an end when the app wants it so', async () => {
    const world = new FakeWorld();
    const manager = await world.openActiveTab({ onEnded: 'stay' });
    world.server.endAll('SESSION_REVOKED');
    await world.after(1_000, callServer(world, manager));
    expect(manager.snapshot()).toMatchObject({ status: 'ended', anonId: null, endedReason: 'SESSION_REVOKED' });
    await expect(manager.accessToken()).rejects.toBeInstanceOf(SessionEnded);
    manager.startAnew();
    await world.clock.advance(1_000);
    expect(manager.snapshot()).toMatchObject({ status: 'active', anonId: world.server.anonIds[1] });
  });

  it('does not make visitor after visitor when every session is ended at once', async () => {
    const world = new FakeWorld();
    const manager = await world.openActiveTab();
    for (let call = 0; call < 50; call += 1) {
      world.server.endAll('SESSION_REVOKED');
      callServer(world, manager).catch(() => undefined);
      await world.clock.advance(150);
    }
    expect(world.server.anonIds.length).toBeLessThan(6);
    expect(manager.snapshot().status).toBe('ended');
  });

  it.each(['TOKEN_MISSING', 'INTERNAL', 'SOMETHING_NEW', undefined])('does not come from %s', async (reason) => {
    const world = new FakeWorld();
    const manager = await world.openActiveTab();
    expect(await world.after(500, manager.recover(reason, await manager.accessToken()))).toBe(false);
    expect(manager.snapshot().status).toBe('active');
  });

  it('reaches the other identity listeners when one throws', async () => {
    const world = new FakeWorld();
    const manager = await world.openActiveTab();
    const thrown: unknown[] = [];
    const onError = (error: unknown): void => void thrown.push(error);
    process.once('uncaughtException', onError);
    const heard: string[] = [];
    manager.onIdentityChange(() => {
      throw new RangeError('listener');
    });
    manager.onIdentityChange(() => heard.push('second'));
    void manager.signOut();
    await world.clock.advance(100);
    process.removeListener('uncaughtException', onError);
    expect(heard).toEqual(['second']);
    expect(thrown).toHaveLength(1);
  });
});

describe('signOut', () => {
  it('forgets at once, offline too, and stays until startAnew', async () => {
    const world = new FakeWorld();
    const manager = await world.openActiveTab();
    world.server.isOffline = true;
    const done = manager.signOut();
    expect(world.tabs.value).toBeNull();
    expect(manager.snapshot()).toMatchObject({ status: 'ended', anonId: null, endedReason: 'SIGNED_OUT' });
    await world.after(DAY, done);
    expect(world.tabs.value).toBeNull();
    world.server.isOffline = false;
    await expect(manager.accessToken()).rejects.toBeInstanceOf(SessionEnded);
    manager.startAnew();
    await world.clock.advance(1_000);
    expect(manager.snapshot()).toMatchObject({ status: 'active', anonId: world.server.anonIds[1] });
  });

  it('ends the session on the server', async () => {
    const world = new FakeWorld();
    const manager = await world.openActiveTab();
    await world.after(100, manager.signOut());
    expect(world.server.sessions).toMatchObject([{ endedFor: 'SESSION_REVOKED' }]);
  });

  it('in mid-login leaves nothing behind, here or on the server', async () => {
    const world = new FakeWorld();
    world.server.latencyMs = 1_000;
    const manager = world.openTab();
    manager.start();
    await world.clock.advance(500);
    void manager.signOut();
    await world.clock.advance(5_000);
    expect(world.tabs.value).toBeNull();
    expect(manager.snapshot().status).toBe('ended');
    expect(world.server.sessions).toMatchObject([{ endedFor: 'SESSION_REVOKED' }]);
  });

  it('wins over a tab that puts the session back late', async () => {
    const world = new FakeWorld();
    const manager = await world.openActiveTab();
    const stored = world.tabs.value ?? '';
    const other = world.tabs.open();
    void manager.signOut();
    await world.clock.advance(100);
    other.write(stored);
    await world.clock.advance(100);
    expect(world.tabs.value).toBeNull();
    expect(manager.snapshot().status).toBe('ended');
  });
});

describe('storage', () => {
  it.each([
    'nonsense',
    '{}',
    '[]',
    'null',
    '{"v":1,"kind":"session"}',
    '{"v":1,"kind":"pending","idempotencyKey":"short","after":null}',
    '{"v":2,"kind":"pending","idempotencyKey":"0123456789012345678901234567890123456789","after":null}',
  ])('that holds %s is as good as empty', async (garbage) => {
    const world = new FakeWorld();
    world.tabs.value = garbage;
    const manager = await world.openActiveTab();
    expect(manager.snapshot()).toMatchObject({ status: 'active', endedReason: null });
  });

  it('with a garbage access token heals by refresh', async () => {
    const world = new FakeWorld();
    const before = await world.openActiveTab();
    before.stop();
    const stored = parseStoredRecord(world.tabs.value);
    if (stored?.kind !== 'session') throw new TypeError('no session stored');
    world.tabs.value = formatStoredRecord({ ...stored, accessToken: 'garbage' });
    const after = world.openTab();
    expect(await world.after(1_000, callServer(world, after))).toBe(before.snapshot().anonId);
  });

  it('with garbage for both tokens heals by login', async () => {
    const world = new FakeWorld();
    const grant = { anonId: '00000000-0000-7000-8000-00000000dead', accessToken: 'a', refreshToken: 'b', expiresIn: 600, refreshExpiresIn: 600 };
    world.tabs.value = formatStoredRecord(toSessionRecord(grant, world.clock.now(), null));
    const manager = world.openTab();
    expect(await world.after(1_000, callServer(world, manager))).toBe(world.server.anonIds[0]);
    expect(manager.snapshot().endedReason).toBe('TOKEN_INVALID');
  });

  it('in memory is said to be so', async () => {
    const world = new FakeWorld();
    const manager = await world.openActiveTab({ storage: memoryStorage() });
    expect(manager.snapshot()).toMatchObject({ status: 'active', isPersistent: false });
    await world.clock.advance(DAY);
    expect(world.server.logins).toBe(1);
  });

  it('keeps the snapshot the same object until something changes', async () => {
    const world = new FakeWorld();
    const manager = await world.openActiveTab();
    const snapshot = manager.snapshot();
    await world.clock.advance(DAY);
    expect(world.server.refreshes).toBeGreaterThan(100);
    expect(manager.snapshot()).toBe(snapshot);
  });

  it('written over by a tab that had not seen the session yet is put right', async () => {
    const world = new FakeWorld();
    const manager = await world.openActiveTab();
    const late: SessionStorage = world.tabs.open();
    late.write(formatStoredRecord({ kind: 'pending', idempotencyKey: 'x'.repeat(43), after: null }));
    await world.clock.advance(10);
    expect(parseStoredRecord(world.tabs.value)).toMatchObject({ kind: 'session', anonId: manager.snapshot().anonId });
  });
});

describe('cookie mode', () => {
  const openCookieTab = (world: FakeWorld): SessionManager => world.openTab({ transport: world.server.transport('cookie') });

  it('leaves nothing in storage and takes the visitor up after a reload', async () => {
    const world = new FakeWorld();
    const manager = openCookieTab(world);
    manager.start();
    await world.clock.advance(1_000);
    expect(world.tabs.value).toBeNull();
    expect(manager.snapshot()).toMatchObject({ status: 'active', isPersistent: true });
    const reloaded = openCookieTab(world);
    reloaded.start();
    await world.clock.advance(1_000);
    expect(reloaded.snapshot()).toMatchObject({ status: 'active', anonId: manager.snapshot().anonId });
    expect(world.server.logins).toBe(1);
    expect(world.tabs.value).toBeNull();
  });

  it('makes one visitor of ten tabs opened at once', async () => {
    const world = new FakeWorld(10);
    const tabs = Array.from({ length: 10 }, () => openCookieTab(world));
    for (const tab of tabs) {
      tab.start();
      await world.clock.advance(30);
    }
    await world.clock.advance(2_000);
    expect(new Set(tabs.map((tab) => tab.snapshot().anonId))).toEqual(new Set(world.server.anonIds));
    expect(world.server.anonIds).toHaveLength(1);
  });

  it('starts a new visitor after sign-out', async () => {
    const world = new FakeWorld();
    const manager = openCookieTab(world);
    manager.start();
    await world.clock.advance(1_000);
    await world.after(100, manager.signOut());
    manager.startAnew();
    await world.clock.advance(1_000);
    expect(manager.snapshot()).toMatchObject({ status: 'active', anonId: world.server.anonIds[1] });
    await world.clock.advance(DAY);
    expect(world.server.anonIds).toHaveLength(2);
  });

  it('does not lose the cookie of a new visitor to the logout of the old one', async () => {
    const world = new FakeWorld();
    const manager = openCookieTab(world);
    manager.start();
    await world.clock.advance(1_000);
    void manager.signOut();
    manager.startAnew();
    await world.clock.advance(2_000);
    expect(manager.snapshot()).toMatchObject({ status: 'active', anonId: world.server.anonIds[1] });
    await world.clock.advance(DAY);
    expect(world.server.anonIds).toHaveLength(2);
  });

  it('does not bring back who signed out while the server was away', async () => {
    const world = new FakeWorld();
    const manager = openCookieTab(world);
    manager.start();
    await world.clock.advance(1_000);
    world.server.isOffline = true;
    await world.after(100, manager.signOut());
    world.server.isOffline = false;
    manager.startAnew();
    await world.clock.advance(1_000);
    expect(manager.snapshot()).toMatchObject({ status: 'active', anonId: world.server.anonIds[1] });
  });

  it('starts one visitor when two tabs find out an end one after the other', async () => {
    const world = new FakeWorld(5);
    const tabs = [openCookieTab(world), openCookieTab(world)];
    for (const tab of tabs) tab.start();
    await world.clock.advance(1_000);
    world.server.endAll('SESSION_REVOKED');
    for (const tab of tabs) await world.after(1_000, callServer(world, tab));
    expect(tabs.map((tab) => tab.snapshot().anonId)).toEqual([world.server.anonIds[1], world.server.anonIds[1]]);
    expect(world.server.anonIds).toHaveLength(2);
  });

  it('explains the end of a visitor whose cookie is no longer good', async () => {
    const world = new FakeWorld();
    openCookieTab(world).start();
    await world.clock.advance(1_000);
    world.server.endAll('SESSION_EXPIRED');
    const back = openCookieTab(world);
    back.start();
    await world.clock.advance(1_000);
    expect(back.snapshot()).toMatchObject({ status: 'active', anonId: world.server.anonIds[1], endedReason: 'SESSION_EXPIRED' });
  });
});
