import { randomBytes } from 'node:crypto';
import { type App, createApp } from '../../server/app.ts';
import { loadConfig } from '../../server/config.ts';
import type { TestEnvironment } from './test-app.ts';
import { TurnedClock } from './turned-clock.ts';

interface ServedSession {
  readonly gen: number;
  readonly ended_at: number | null;
}

/** A Passerby in this process that serves the built page on a free port, with its database to look into. */
export class PageServer implements AsyncDisposable {
  readonly app: App;
  readonly clock: TurnedClock;
  readonly origin: string;

  constructor(app: App, clock: TurnedClock, origin: string) {
    this.app = app;
    this.clock = clock;
    this.origin = origin;
  }

  /** The id of every visitor there is. */
  async visitors(): Promise<string[]> {
    const rows = await this.app.store.db.selectFrom('anon_user').select('anon_id').orderBy('anon_id').execute();
    return rows.map((row) => row.anon_id);
  }

  /** Every session there is, the oldest first. */
  sessions(): Promise<ServedSession[]> {
    return this.app.store.db.selectFrom('session').select(['gen', 'ended_at']).orderBy('session_id').execute();
  }

  /** What a visitor did, the oldest first. */
  async actions(anonId: string): Promise<string[]> {
    const rows = await this.app.store.db.selectFrom('action').select('action').where('anon_id', '=', anonId).orderBy('seq').execute();
    return rows.map((row) => row.action);
  }

  /** Takes an item out of the shop; the server's catalogue has noticed when this resolves. */
  async withdraw(itemId: string): Promise<void> {
    await this.app.store.write((trx) => trx.updateTable('item').set({ is_available: 0 }).where('item_id', '=', itemId).execute());
    this.clock.turn({ seconds: 11 });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.app.close();
  }
}

/** `environment` changes settings; `isDev` serves the page from its sources, with hot reload. */
export async function servePage(environment: TestEnvironment = {}, isDev = false): Promise<PageServer> {
  const clock = new TurnedClock();
  const config = loadConfig({
    PORT: '0',
    HOST: '127.0.0.1',
    PUBLIC_ORIGIN: 'http://localhost:3000',
    DATABASE_URL: 'file::memory:',
    PASSERBY_SECRET: randomBytes(48).toString('base64'),
    LOG_LEVEL: 'silent',
    ...environment,
  });
  const app = await createApp(config, { clock, drainMs: 0, isDev });
  return new PageServer(app, clock, await app.listen());
}
