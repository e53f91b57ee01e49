import { Client, type ClientConfig } from 'pg';
import type { ChangeNoticed } from './store.ts';

const CHANNEL = 'passerby_changes';
const RECONNECT_MS = 1_000;

/** Hears of changed tables over a connection of its own, and goes on trying when it is lost. */
export class ChangeListener {
  readonly #settings: ClientConfig;
  readonly #listeners = new Map<ChangeNoticed, () => void>();
  #client: Client | null = null;
  #retry: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(settings: ClientConfig) {
    this.#settings = settings;
  }

  /** Calls `listener` after each change of `table`, and when some may have been missed. */
  on(table: ChangeNoticed, listener: () => void): void {
    this.#listeners.set(table, listener);
    if (this.#client === null && this.#retry === null) this.#connect();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#retry !== null) clearTimeout(this.#retry);
    await this.#client?.end().catch(() => undefined);
  }

  #connect(): void {
    const client = new Client(this.#settings);
    this.#client = client;
    // Without a listener a lost connection would end the process.
    client.on('error', () => this.#lose(client));
    client.once('end', () => this.#lose(client));
    client.on('notification', ({ payload }) => this.#listeners.get(payload as ChangeNoticed)?.());
    this.#listen(client).catch(() => this.#lose(client));
  }

  async #listen(client: Client): Promise<void> {
    await client.connect();
    await client.query(`listen ${CHANNEL}`);
    // Changes made while nobody listened were announced to nobody.
    for (const listener of this.#listeners.values()) listener();
  }

  #lose(client: Client): void {
    if (this.#isClosed || client !== this.#client) return;
    this.#client = null;
    client.end().catch(() => undefined);
    this.#retry = setTimeout(() => this.#connect(), RECONNECT_MS);
  }
}
