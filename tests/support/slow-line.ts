import type { Socket } from 'node:net';
import { PostgresProxy } from './postgres-proxy.ts';

const DELAY_MS = 25;

/** A long line between a server and its PostgreSQL. What is sent within a moment travels together: that is one flight. */
export class SlowLine implements AsyncDisposable {
  /** Flights to the database, over all connections. */
  flights = 0;
  #proxy: PostgresProxy | null = null;

  static async before(url: string): Promise<SlowLine> {
    const line = new SlowLine();
    line.#proxy = await PostgresProxy.before(url, (client, database) => line.#wire(client, database));
    return line;
  }

  get url(): string {
    return this.#proxy?.url ?? '';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#proxy?.[Symbol.asyncDispose]();
  }

  #wire(client: Socket, database: Socket): void {
    database.pipe(client);
    let flight: Buffer[] = [];
    client.on('data', (chunk: Buffer) => {
      if (flight.push(chunk) > 1) return;
      this.flights += 1;
      setTimeout(() => {
        database.write(Buffer.concat(flight));
        flight = [];
      }, DELAY_MS);
    });
  }
}
