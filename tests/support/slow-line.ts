import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

const DELAY_MS = 25;

/** A long line between a server and its PostgreSQL. What is sent within a moment travels together: that is one flight. */
export class SlowLine implements AsyncDisposable {
  /** `DATABASE_URL` of the same database, through here. */
  readonly url: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** Flights to the database, over all connections. */
  flights = 0;

  constructor(url: string, server: Server) {
    const { port } = server.address() as AddressInfo;
    const { hostname, port: databasePort } = new URL(url);
    this.url = Object.assign(new URL(url), { port: String(port) }).href;
    this.#server = server;
    server.on('connection', (socket) => this.#forward(socket, connect(Number(databasePort), hostname)));
  }

  static async before(url: string): Promise<SlowLine> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new SlowLine(url, server);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #forward(client: Socket, database: Socket): void {
    for (const [socket, peer] of [[client, database], [database, client]] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => peer.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        peer.destroy();
      });
    }
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
