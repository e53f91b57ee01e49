import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../support/seeded-random.ts';
import { type ServerProcess, startServer } from '../support/server-process.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { Acknowledgements, Writer } from './load/writer.ts';
import { IS_LONG, report, seedOfRun } from '../support/rounds.ts';
import { readStoredRows } from './stored-rows.ts';

const WRITERS = 32;
const ACKNOWLEDGED_MIN = IS_LONG ? 100_000 : 200;
const KILLS_MIN = 5;
const KILLS_MAX = 2000;
/** From the first answer of a life to its end. */
const LIFE_MS = [50, 500] as const;
const FIRST_ANSWER_PATIENCE_MS = 20_000;

describe('kill -9 under 32 writers, again and again', () => {
  it('loses no acknowledged write, breaks no file, and a call sent again settles what its answer did not tell', { timeout: 1_200_000 }, async () => {
    const random = new SeededRandom(seedOfRun());
    await using folder = await makeTempFolder();
    const path = join(folder.path, 'passerby.db');
    const environment = { DATABASE_URL: folder.databaseUrl, PASSERBY_SECRET: randomBytes(48).toString('base64') };
    const acks = new Acknowledgements();
    const writers = Array.from({ length: WRITERS }, () => new Writer(acks));
    const readyMs: number[] = [];
    const start = async (): Promise<ServerProcess> => {
      const begun = performance.now();
      const server = await startServer({ environment });
      readyMs.push(performance.now() - begun);
      return server;
    };
    /** Looks at the file while the server that has recovered it goes on. */
    const expectWhole = (acknowledged: readonly string[]) => {
      const { integrity, names, halves } = readStoredRows(path, { readonly: true });
      expect({ integrity, halves, lost: acknowledged.filter((name) => !names.has(name)) }).toEqual({ integrity: 'ok', halves: 0, lost: [] });
    };

    let kills = 0;
    for (let checked = 0; kills < KILLS_MIN || acks.names.length < ACKNOWLEDGED_MIN; kills += 1) {
      expect(kills, 'kills').toBeLessThan(KILLS_MAX);
      await using server = await start();
      expectWhole(acks.names.slice(checked));
      checked = acks.names.length;
      const lives = writers.map((writer) => writer.live(server.origin, () => false));
      await untilAcknowledged(acks, checked);
      await sleep(random.between(...LIFE_MS));
      await server.kill();
      await Promise.all(lives);
      if (kills % 20 === 19) report(`kill -9, seed ${random.seed}: ${kills + 1} kills, ${acks.names.length} acknowledged writes so far`);
    }

    await using server = await start();
    expectWhole(acks.names);
    await Promise.all(writers.map((writer) => writer.live(server.origin, () => true)));
    expect(await server.stop()).toBe(0);
    const stored = readStoredRows(path);
    expect(stored.integrity).toBe('ok');
    // All that was ever asked for is there, once, and nothing else.
    expect([...stored.names].toSorted()).toEqual(acks.names.toSorted());
    expect(acks.failures).toEqual([]);
    report(`kill -9, seed ${random.seed}: ${kills} kills, ${acks.names.length} acknowledged writes, 0 lost; ${describeReady(readyMs)}`);
  });
});

/** Resolves when there are more than `count`: a busy machine may take longer over the first answer than a life lasts. */
async function untilAcknowledged(acks: Acknowledgements, count: number): Promise<void> {
  for (let waitedMs = 0; acks.names.length <= count && waitedMs < FIRST_ANSWER_PATIENCE_MS; waitedMs += 5) await sleep(5);
}

function describeReady(readyMs: readonly number[]): string {
  const sorted = readyMs.toSorted((a, b) => a - b).map(Math.round);
  return `ready after ${sorted[0]} ms at best, ${sorted[Math.floor(sorted.length / 2)]} ms in the middle, ${sorted.at(-1)} ms at worst`;
}
