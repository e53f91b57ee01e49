import { describe, expect, it } from 'vitest';
import { FakeWorld } from './fake-world.ts';
import type { SessionManager } from './session-manager.ts';
import { memoryStorage } from './session-storage.ts';
import type { SessionStorage } from './session-storage.ts';
import { formatStoredRecord, parseStoredRecord } from './stored-session.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

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
    expect(await world.after(1_000, world.call(after))).toBe(before.snapshot().anonId);
  });

  it('with garbage for both tokens heals by login', async () => {
    const world = new FakeWorld();
    const grant = { anonId: '00000000-0000-7000-8000-00000000dead', accessToken: 'a', refreshToken: 'b', expiresIn: 600, refreshExpiresIn: 600 };
    world.tabs.value = formatStoredRecord({ kind: 'session', ...grant, receivedAt: world.clock.now(), after: null });
    const manager = world.openTab();
    expect(await world.after(1_000, world.call(manager))).toBe(world.server.anonIds[0]);
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
    world.server.latencyMs = 3_000;
    void manager.signOut();
    world.server.latencyMs = 20;
    manager.startAnew();
    await world.clock.advance(5_000);
    expect(manager.snapshot()).toMatchObject({ status: 'active', anonId: world.server.anonIds[1] });
    expect(world.server.refreshes).toBe(2);
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
    for (const tab of tabs) await world.after(1_000, world.call(tab));
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
