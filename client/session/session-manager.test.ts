import { describe, expect, it } from 'vitest';
import { FakeWorld } from './fake-world.ts';
import { parseStoredRecord } from './stored-session.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

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

  it('tells a newcomer from who comes back, in every tab', async () => {
    const world = new FakeWorld();
    const together = [world.openTab(), world.openTab()];
    for (const tab of together) tab.start();
    await world.clock.advance(1_000);
    const later = await world.openActiveTab();
    expect([...together, later].map((tab) => tab.snapshot().isNew)).toEqual([true, true, false]);
    await world.clock.advance(DAY);
    expect([...together, later].map((tab) => tab.snapshot().isNew)).toEqual([true, true, false]);
    world.server.endAll('SESSION_REVOKED');
    await world.after(1_000, world.call(later));
    expect([...together, later].map((tab) => tab.snapshot().isNew)).toEqual([true, true, true]);
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

  it('does not keep the first calls of a reloaded page waiting either, which come before start()', async () => {
    const world = new FakeWorld();
    (await world.openActiveTab()).stop();
    await world.clock.advance(9.5 * MINUTE);
    world.server.answerMs = DAY;
    const reloaded = world.openTab();
    const token = reloaded.accessToken();
    reloaded.start();
    await expect(token).resolves.toBeTypeOf('string');
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
    expect(await world.call(manager)).toBe(anonId);
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
    expect(await world.after(1_000, world.call(after))).toBe(before.snapshot().anonId);
    expect(world.server.logins).toBe(1);
  });

  it.each([-2 * DAY, -200 * DAY])('a clock set %i ms off between two visits does not stop the refresh ahead of time', async (offset) => {
    const world = new FakeWorld();
    const before = await world.openActiveTab();
    before.stop();
    world.clock.setDeviceClockBy(offset);
    await world.openActiveTab();
    await world.clock.advance(9.5 * MINUTE);
    expect(world.server.refreshes).toBe(1);
  });

  it('a clock far ahead does not make a living token look dead', async () => {
    const world = new FakeWorld();
    const before = await world.openActiveTab();
    before.stop();
    world.clock.setDeviceClockBy(100 * DAY);
    await world.openActiveTab();
    expect(world.server.refreshes).toBe(0);
  });

  it('a clock set forward costs one refresh', async () => {
    const world = new FakeWorld();
    const manager = await world.openActiveTab();
    world.clock.setDeviceClockBy(2 * DAY);
    await world.after(500, world.call(manager));
    await world.after(500, world.call(manager));
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
