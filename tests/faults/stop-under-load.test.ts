import { randomBytes, randomUUID } from 'node:crypto';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { TokenResponse } from '../../shared/anon.schema.ts';
import { startServer } from '../support/server-process.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { dataOf, KeepAliveClient } from './load/keep-alive-client.ts';
import { IS_LONG, report } from '../support/rounds.ts';
import { readStoredRows } from './stored-rows.ts';

const ROUNDS = IS_LONG ? 10 : 2;
const CLIENTS = 40;
/** 40 clients, each 25 times a second: 1,000 requests a second. */
const PERIOD_MS = 40;
const RATE_MIN = 900;
const BEFORE_STOP_MS = 1500;
const EXIT_MAX_MS = 2000;

class Load {
  readonly acknowledged: string[] = [];
  /** Requests on an open connection that were not answered with 200. */
  readonly unanswered: string[] = [];

  /** Acts on one connection at a steady rate until the server announces its end. */
  async act(client: KeepAliveClient, accessToken: string, delayMs: number): Promise<void> {
    const begun = performance.now() + delayMs;
    for (let sent = 0; ; sent += 1) {
      const waitMs = begun + sent * PERIOD_MS - performance.now();
      if (waitMs > 0) await sleep(waitMs);
      const id = randomUUID();
      try {
        const { status, isLast } = await client.mutate('items.addAction', { id, action: 'like', itemId: 'fountain-pen' }, accessToken);
        if (status === 200) this.acknowledged.push(`action ${id}`);
        else this.unanswered.push(String(status));
        if (isLast) return;
      } catch (error) {
        this.unanswered.push(String(error));
        return;
      }
    }
  }
}

async function stopUnderLoad(databaseUrl: string) {
  await using server = await startServer({ environment: { DATABASE_URL: databaseUrl, PASSERBY_SECRET: randomBytes(48).toString('base64') } });
  const clients = Array.from({ length: CLIENTS }, () => new KeepAliveClient(server.origin));
  const tokens = await Promise.all(clients.map(async (client) => dataOf<TokenResponse>(await client.mutate('anon.login', {}, null)).accessToken));
  const load = new Load();
  const acting = clients.map((client, index) => load.act(client, tokens[index] ?? '', (index * PERIOD_MS) / CLIENTS));
  await sleep(BEFORE_STOP_MS);
  const ratePerSecond = Math.round((load.acknowledged.length * 1000) / BEFORE_STOP_MS);
  const begun = performance.now();
  const code = await server.stop();
  const exitMs = Math.round(performance.now() - begun);
  await Promise.all(acting);
  for (const client of clients) client.close();
  return { load, code, exitMs, ratePerSecond };
}

describe('SIGTERM at 1,000 requests a second on keep-alive connections', () => {
  it('answers every request, ends within two seconds, and has stored all that it acknowledged', { timeout: 120_000 }, async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      await using folder = await makeTempFolder();
      const { load, code, exitMs, ratePerSecond } = await stopUnderLoad(folder.databaseUrl);
      report(`SIGTERM at ${ratePerSecond} requests/s: ${load.acknowledged.length} answered, ${load.unanswered.length} not, gone after ${exitMs} ms`);
      // Beside the other tests a machine may be too busy for the whole rate.
      if (IS_LONG) expect(ratePerSecond).toBeGreaterThan(RATE_MIN);
      expect({ code, unanswered: load.unanswered }).toEqual({ code: 0, unanswered: [] });
      expect(exitMs).toBeLessThanOrEqual(EXIT_MAX_MS);

      const path = join(folder.path, 'passerby.db');
      // The log was copied back into the file: it can be moved by itself.
      await expect(access(`${path}-wal`)).rejects.toThrow('ENOENT');
      const { integrity, names, halves } = readStoredRows(path);
      expect({ integrity, halves, lost: load.acknowledged.filter((name) => !names.has(name)) }).toEqual({ integrity: 'ok', halves: 0, lost: [] });
    }
  });
});
