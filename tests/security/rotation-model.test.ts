import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mixedActs, PLAIN_THEFT, play, visitorAct } from '../support/rotation-script.ts';
import { Holder, RotationWorld } from '../support/rotation-world.ts';
import { ServiceWorld } from '../support/service-world.ts';
import { createTestApp } from '../support/test-app.ts';

const LONGER_THAN_GRACE_MS = 30_001;

/** Moves on to a generation that nobody else was given, shows it, and lets the grace pass. */
async function part(world: RotationWorld, ahead: Holder, showsByRefresh: boolean): Promise<void> {
  const { newest } = world;
  while (!world.hasEnded && world.newest === newest) await ahead.refresh();
  if (showsByRefresh) await ahead.refresh();
  else await ahead.use();
  world.advance(LONGER_THAN_GRACE_MS);
}

describe('the rotation rule', () => {
  it('never loses an honest visitor: tabs that race, answers that are lost, retries a day later, clocks that step', async () => {
    const property = fc.asyncProperty(fc.array(visitorAct, { maxLength: 40 }), async (acts) => {
      const world = new RotationWorld();
      const [visitor, thief] = [new Holder(world, 1), new Holder(world, 0)];
      for (const act of acts) {
        for (const answer of await play(act, { server: world, visitor, thief })) expect(answer).toBeTypeOf('number');
      }
      expect(await visitor.refresh()).toBe(world.newest);
    });
    await fc.assert(property, { numRuns: 2_000 });
  });

  it('takes a refresh for theft exactly when a later generation was used, but for a race within the grace', async () => {
    const property = fc.asyncProperty(mixedActs, async (acts) => {
      const world = new RotationWorld();
      const [visitor, thief] = [new Holder(world, 1), new Holder(world, 0)];
      for (const act of acts) {
        if (world.hasEnded) return;
        for (let gen = 1; gen <= world.newest; gen += 1) {
          expect({ gen, isTheft: world.decide(gen).kind === 'theft' }).toEqual({ gen, isTheft: world.isTheft(gen) });
        }
        await play(act, { server: world, visitor, thief });
      }
    });
    await fc.assert(property, { numRuns: 2_000 });
  });

  it('catches a thief at the first refresh after the two have parted, whoever moves first and whatever came before', async () => {
    const property = fc.asyncProperty(mixedActs, fc.boolean(), fc.boolean(), async (acts, isThiefAhead, showsByRefresh) => {
      const world = new RotationWorld();
      const [visitor, thief] = [new Holder(world, 1), new Holder(world, 1)];
      for (const act of acts) await play(act, { server: world, visitor, thief });
      const [ahead, behind] = isThiefAhead ? [thief, visitor] : [visitor, thief];
      await part(world, ahead, showsByRefresh);
      expect(await behind.refresh()).toBe('REFRESH_REUSED');
      expect(await ahead.refresh()).toBe('REFRESH_REUSED');
    });
    await fc.assert(property, { numRuns: 2_000 });
  });

  it('cannot tell a thief who follows every refresh within the grace from a second tab, and catches them once they part', async () => {
    const world = new RotationWorld();
    const [visitor, thief] = [new Holder(world, 1), new Holder(world, 1)];
    for (let round = 0; round < 100; round += 1) {
      world.advance(600_000);
      expect(await visitor.refresh()).toBe(round + 2);
      await visitor.use();
      world.advance(29_000);
      expect(await thief.refresh()).toBe(round + 2);
    }
    world.advance(600_000);
    await visitor.refresh();
    await visitor.use();
    world.advance(LONGER_THAN_GRACE_MS);
    expect(await thief.refresh()).toBe('REFRESH_REUSED');
  });

  it('orders 1,000 generations of one millisecond: every one but the last two is theft', async () => {
    const world = new RotationWorld();
    const visitor = new Holder(world, 1);
    for (let round = 1; round <= 1_000; round += 1) expect(await visitor.refresh()).toBe(round + 1);
    for (let gen = 1; gen < 1_000; gen += 1) expect(world.decide(gen).kind).toBe('theft');
    expect(world.decide(1_000).kind).toBe('repeat');
    expect(world.decide(1_001).kind).toBe('rotate');
  });
});

describe('the service', () => {
  it('does what the rule says, from the call to the row and back', { timeout: 120_000 }, async () => {
    await using app = await createTestApp({ SESSION_IDLE_DAYS: '3650', SESSION_MAX_DAYS: '3650', RETENTION_DAYS: '3650' });
    const property = fc.asyncProperty(mixedActs, async (acts) => {
      const server = await ServiceWorld.open(app);
      const [visitor, thief] = [new Holder(server, 1), new Holder(server, 0)];
      for (const act of [...acts, ...PLAIN_THEFT]) await play(act, { server, visitor, thief });
    });
    await fc.assert(property, { numRuns: 300 });
  });

  it('keeps one row for a session that rotated 1,000 times within one millisecond, and refuses every old token', { timeout: 120_000 }, async () => {
    await using app = await createTestApp();
    const { anon } = app.anonymous();
    const old: string[] = [];
    let { refreshToken } = await anon.login();
    for (let round = 0; round < 1_000; round += 1) {
      old.push(refreshToken);
      ({ refreshToken } = await anon.refresh({ refreshToken }));
    }
    expect(await app.app.store.db.selectFrom('session').select(['gen', 'confirmed_at']).execute()).toEqual([{ gen: 1_001, confirmed_at: null }]);
    expect(new Set(old).size).toBe(1_000);
    for (const token of [...old.slice(0, -1), refreshToken]) await expect(anon.refresh({ refreshToken: token })).rejects.toMatchObject({ reason: 'REFRESH_REUSED' });
  });
});
