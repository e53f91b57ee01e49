import type { Socket } from 'node:net';
import { PostgresProxy } from './postgres-proxy.ts';

/** How PostgreSQL ends the answer to COMMIT. */
const COMMITTED = Buffer.from('COMMIT\0');

/**
 * When told to, it cuts a connection off in the one moment that leaves the outcome unknown: the transaction is committed,
 * and the answer is not there yet.
 */
export class CommitEatingProxy extends PostgresProxy {
  /** How many answers to COMMIT are still to be eaten. */
  appetite = 0;

  protected override wire(client: Socket, database: Socket): void {
    client.on('data', (chunk) => database.write(chunk));
    database.on('data', (chunk: Buffer) => {
      if (this.appetite > 0 && chunk.includes(COMMITTED)) {
        this.appetite -= 1;
        client.destroy();
      } else client.write(chunk);
    });
  }
}
