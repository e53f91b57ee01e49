import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../server/database/open-store.ts';
import { DATABASES } from '../support/databases.ts';
import { countRows, createFullVisitor, type FullVisitor } from '../support/full-visitor.ts';
import { pausingStore } from '../support/pausing-store.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

/** Long enough for a call to reach the database, short beside the time for which it waits there. */
const HEAD_START_MS = 8;
const SECRET = randomBytes(48).toString('base64');

/** What a visitor may be doing in another tab. */
const ACTIVITIES: readonly (readonly [string, (app: TestApp, visitor: FullVisitor) => Promise<unknown>])[] = [
  ['acts', (app, { tokens }) => app.app.caller(tokens.accessToken).items.addAction({ action: 'late', itemId: 'indoor-fern' })],
  ['fills the cart', (app, { tokens }) => app.app.caller(tokens.accessToken).cart.add({ itemId: 'indoor-fern' })],
  ['refreshes', (app, { tokens }) => app.anonymous().anon.refresh({ refreshToken: tokens.refreshToken })],
];

describe.each(DATABASES)('an erasure on $name', { timeout: 180_000 }, (database) => {
  it.each(ACTIVITIES)('leaves nothing, at whichever point of it the visitor %s', async (_kind, act) => {
    await using home = await database.migrated();
    const environment = { DATABASE_URL: home.url, PASSERBY_SECRET: SECRET };
    let pause: (isInStep: boolean) => Promise<void> = async () => undefined;
    await using there = await createTestApp(environment);
    await using eraser = await createTestApp(environment, { openStore: (config) => pausingStore(openStore(config), (isInStep) => pause(isInStep)) });
    const outcomes = new Set<string>();
    for (let target = 0, reached = 1; target < reached; target += 1) {
      const visitor = await createFullVisitor(there);
      const { anonId, accessToken, refreshToken } = visitor.tokens;
      reached = 0;
      const activities: Promise<PromiseSettledResult<unknown>[]>[] = [];
      pause = async (isInStep) => {
        if (reached++ !== target) return;
        const activity = Promise.allSettled([act(there, visitor)]);
        activities.push(activity);
        await (isInStep ? sleep(HEAD_START_MS) : activity);
      };
      await eraser.app.services.privacy.erase(anonId);
      pause = async () => undefined;
      const [outcome] = (await Promise.all(activities)).flat();
      outcomes.add(outcome?.status === 'rejected' ? String(outcome.reason.reason) : 'succeeded');
      expect(Object.entries(await countRows(there, anonId)).filter(([, rows]) => rows !== 0)).toEqual([]);
      await expect(there.app.caller(accessToken).anon.me()).rejects.toMatchObject({ reason: 'VISITOR_RETIRED' });
      await expect(there.anonymous().anon.refresh({ refreshToken })).rejects.toMatchObject({ reason: 'VISITOR_RETIRED' });
    }
    expect([...outcomes].sort()).toEqual(['VISITOR_RETIRED', 'succeeded']);
  });

  it('is one transaction: cut off after any statement it leaves everything', async () => {
    await using home = await database.migrated();
    let cutAfter = Number.POSITIVE_INFINITY;
    await using app = await createTestApp(
      { DATABASE_URL: home.url, PASSERBY_SECRET: SECRET },
      {
        openStore: (config) =>
          pausingStore(openStore(config), async (isInStep) => {
            if (isInStep && cutAfter-- === 0) throw new RangeError('cut off');
          }),
      },
    );
    const { tokens, caller } = await createFullVisitor(app);
    const before = await countRows(app, tokens.anonId);
    let cuts = 0;
    for (let isErased = false; !isErased; cuts += 1) {
      cutAfter = cuts;
      isErased = await app.app.services.privacy.erase(tokens.anonId).then(() => true, (error: unknown) => !(error instanceof RangeError));
      cutAfter = Number.POSITIVE_INFINITY;
      if (isErased) break;
      expect(await countRows(app, tokens.anonId)).toEqual(before);
      await expect(caller.anon.me()).resolves.toMatchObject({ anonId: tokens.anonId });
    }
    expect(cuts).toBeGreaterThan(Object.keys(before).length);
    expect(Object.values(await countRows(app, tokens.anonId)).every((rows) => rows === 0)).toBe(true);
    const { rows } = await sql<{ stones: number }>`select count(*) as stones from tombstone`.execute(app.app.store.db);
    expect(rows).toEqual([{ stones: 1 }]);
  });
});
