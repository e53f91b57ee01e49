import type { Socket } from 'node:net';
import { PostgresProxy } from './postgres-proxy.ts';

const DELAY_MS = 25;

/** A long line between a server and its PostgreSQL. What is sent within a moment travels together: that is one flight. */
export class SlowLine extends PostgresProxy {
  /** Flights to the database, over all connections. */
  flights = 0;

  protected override wire(client: Socket, database: Socket): void {
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
