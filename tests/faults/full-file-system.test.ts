import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { startServer } from '../support/server-process.ts';
import { SmallDisk } from '../support/small-disk.ts';
import { VisitorLoad } from '../support/visitor-load.ts';
import { IS_LONG, report } from '../support/rounds.ts';
import { readStoredRows } from './stored-rows.ts';

/** Twice as much as the log may ever take: it is the filler that fills the disk. */
const MEGABYTES = 128;
const VISITORS = 12;
const ROUNDS = IS_LONG ? 10 : 2;
const FULL_MS = 500;
const HEALED_MS = 1_000;

describe('a file system without a byte left, under load', () => {
  it('costs 503s that say when to come back, reads go on, and everybody is served within a second once it has room', { timeout: 120_000 }, async ({ skip }) => {
    await using disk = (await SmallDisk.mount(MEGABYTES)) ?? skip('this user may not mount a file system');
    await using server = await startServer({ environment: { DATABASE_URL: disk.databaseUrl, PASSERBY_SECRET: randomBytes(48).toString('base64') } });
    const load = new VisitorLoad(server.origin);
    load.start(VISITORS);
    const served: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const before = load.stored.length;
      await vi.waitUntil(() => load.visitors.length === VISITORS && load.stored.length > before + 50, { timeout: 20_000 });
      disk.fill();
      const refused = load.refused.length;
      await vi.waitUntil(() => load.refused.length > refused + VISITORS, { timeout: 20_000 });
      expect(await readAll(server.origin, load)).toEqual(Array(VISITORS).fill(200));
      await sleep(FULL_MS);
      disk.free();
      const stored = load.visitors.map((visitor) => visitor.stored.length);
      await sleep(HEALED_MS);
      served.push(load.visitors.filter((visitor, index) => visitor.stored.length > (stored[index] ?? 0)).length);
    }
    await load.stop();
    expect(load.surprises).toEqual([]);
    expect(load.refused.filter(({ retryAfter }) => retryAfter !== '1')).toEqual([]);
    expect(served).toEqual(Array(ROUNDS).fill(VISITORS));
    expect(await server.stop()).toBe(0);

    const { integrity, names, halves } = readStoredRows(join(disk.path, 'passerby.db'));
    const acknowledged = [...load.stored.map((id) => `action ${id}`), ...load.visitors.map(({ tokens }) => `visitor ${tokens.anonId}`)];
    expect({ integrity, halves, names: [...names].toSorted() }).toEqual({ integrity: 'ok', halves: 0, names: acknowledged.toSorted() });
    report(`a full file system, ${ROUNDS} times: ${load.stored.length} acknowledged actions, 0 lost; ${load.refused.length} calls refused meanwhile`);
  });
});

/** Every visitor's list, by its status. */
function readAll(origin: string, { visitors }: VisitorLoad): Promise<number[]> {
  return Promise.all(
    visitors.map(async ({ tokens }) => {
      const answer = await fetch(`${origin}/trpc/items.list`, { headers: { authorization: `Bearer ${tokens.accessToken}` } });
      await answer.arrayBuffer();
      return answer.status;
    }),
  );
}
