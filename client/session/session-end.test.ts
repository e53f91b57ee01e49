import { describe, expect, it } from 'vitest';
import { FakeWorld } from './fake-world.ts';
import { SessionEnded, SessionUnreachable } from './session-errors.ts';
import type { IdentityChange } from './session-state.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

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

  it('is not made worse by the calls of a busy page', async () => {
    const world = new FakeWorld();
    const manager = await world.openActiveTab();
    manager.stop();
    world.server.isOffline = true;
    await world.clock.advance(9.5 * MINUTE);
    const before = world.server.attempts;
    for (let call = 0; call < 100; call += 1) await world.after(100, manager.accessToken());
    expect(world.server.attempts - before).toBeLessThan(8);
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
    const answer = await world.after(1_000, world.call(manager));
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
    await world.after(1_000, world.call(manager));
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
      world.call(manager).catch(() => undefined);
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
