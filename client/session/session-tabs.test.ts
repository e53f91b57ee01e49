import { describe, expect, it } from 'vitest';
import { FakeWorld } from './fake-world.ts';
import { SessionEnded } from './session-errors.ts';
import { formatStoredRecord, parseStoredRecord } from './stored-session.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

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
    const calls = Promise.all(tabs.map((tab) => world.call(tab)));
    const anonIds = await world.after(2_000, calls);
    expect(new Set(anonIds).size).toBe(1);
    expect(world.server.sessions).toMatchObject([{ generation: 2, endedFor: null }]);
  });

  it.each([0, 30])('frozen for hours and told of it %i ms late does not present a spent refresh token', async (delayMs) => {
    const world = new FakeWorld();
    const storage = world.tabs.open();
    const frozen = await world.openActiveTab({ storage });
    frozen.stop();
    storage.freeze();
    const awake = await world.openActiveTab();
    for (let hour = 0; hour < 12; hour += 1) {
      await world.clock.advance(9.5 * MINUTE);
      await world.after(500, world.call(awake));
    }
    storage.thaw(world.clock, delayMs);
    expect(await world.after(1_000, world.call(frozen))).toBe(awake.snapshot().anonId);
    expect(world.server.sessions).toMatchObject([{ endedFor: null }]);
  });

  it('frozen in mid-refresh does not put an old token over a newer one', async () => {
    const world = new FakeWorld();
    const storage = world.tabs.open();
    const frozen = await world.openActiveTab({ storage });
    const awake = await world.openActiveTab();
    frozen.stop();
    storage.freeze();
    world.server.answerMs = 30 * MINUTE;
    void frozen.recover('TOKEN_EXPIRED', await frozen.accessToken());
    await world.clock.advance(5);
    world.server.answerMs = null;
    for (let hour = 0; hour < 3; hour += 1) {
      await world.clock.advance(9.9 * MINUTE);
      await world.after(500, world.call(awake));
    }
    storage.thaw(world.clock, 0.3 * MINUTE - 1_500 + 30);
    await world.clock.advance(MINUTE);
    expect(await frozen.accessToken()).toBe(await awake.accessToken());
    await world.clock.advance(20 * MINUTE);
    await world.after(500, world.call(awake));
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
    await world.after(1_000, world.call(first));
    expect(second.snapshot()).toMatchObject({ status: 'active', anonId: world.server.anonIds[1], endedReason: 'VISITOR_RETIRED' });
    expect(world.server.anonIds).toHaveLength(2);
  });

  it('that find out an end late join the login under way', async () => {
    const world = new FakeWorld();
    const [first, second] = [await world.openActiveTab(), await world.openActiveTab()];
    second.stop();
    world.server.endAll('SESSION_REVOKED');
    world.server.latencyMs = 1_000;
    const calls = [world.call(first)];
    await world.clock.advance(400);
    calls.push(world.call(second));
    const anonIds = await world.after(5_000, Promise.all(calls));
    expect(anonIds).toEqual([world.server.anonIds[1], world.server.anonIds[1]]);
    expect(world.server.anonIds).toHaveLength(2);
  });

  it('that all find out an end at once start one visitor', async () => {
    const world = new FakeWorld(10);
    const tabs = [await world.openActiveTab(), await world.openActiveTab(), await world.openActiveTab()];
    world.server.endAll('SESSION_REVOKED');
    const anonIds = await world.after(2_000, Promise.all(tabs.map((tab) => world.call(tab))));
    expect(anonIds).toEqual(Array.from({ length: 3 }, () => world.server.anonIds[1]));
    expect(world.server.anonIds).toHaveLength(2);
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
