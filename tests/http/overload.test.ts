import { describe, expect, it } from 'vitest';
import { openDoor } from '../support/open-door.ts';
import { makeTempFolder } from '../support/temp-folder.ts';

/** More than may wait for the writer at once. */
const TOO_MANY = 4_200;

describe('a writer with more waiting than it can hold', () => {
  it('refuses the next call with OVERLOADED, says when to come back, and serves whoever does', async () => {
    await using folder = await makeTempFolder();
    await using door = await openDoor({ DATABASE_URL: folder.databaseUrl });
    const { store } = door.app.app;
    const [begun, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const held = store.write(() => {
      begun.resolve();
      return gate.promise;
    });
    await begun.promise;
    const waiting = Array.from({ length: TOO_MANY }, () => store.write(() => Promise.resolve()).catch(() => undefined));
    const action = { id: '6f1f2c9e-8f0a-4d3c-9b57-0c6a5f7e1d22', action: 'like' };
    const refused = await door.post('/trpc/items.addAction', action);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect(JSON.parse(refused.body)).toMatchObject({ error: { data: { reason: 'OVERLOADED', httpStatus: 503 } } });
    gate.resolve();
    await Promise.all([held, ...waiting]);
    expect((await door.post('/trpc/items.addAction', action)).status).toBe(200);
  });
});
