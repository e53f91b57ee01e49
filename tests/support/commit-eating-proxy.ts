import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** How PostgreSQL ends the answer to COMMIT. */
const COMMITTED = Buffer.from('COMMIT\0');

/**
 * Stands between a server and its PostgreSQL. When told to, it cuts a connection off in the one moment that leaves the
 * outcome unknown: the transaction is committed, and the answer is not there yet.
 */
export class CommitEatingProxy implements AsyncDisposable {
  /** `DATABASE_URL` of the same database, through here. */
  readonly url: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** How many answers to COMMIT are still to be eaten. */
  appetite = 0;

  constructor(url: string, server: Server) {
    const { port } = server.address() as AddressInfo;
    this.url = Object.assign(new URL(url), { port: String(port) }).href;
    this.#server = server;
    const upstream = new URL(url);
    server.on('connection', (socket) => this.#forward(socket, connect(Number(upstream.port), upstream.hostname)));
  }

  static async before(url: string): Promise<CommitEatingProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new CommitEatingProxy(url, server);
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
    client.on('data', (chunk) => database.write(chunk));
    database.on('data', (chunk: Buffer) => {
      if (this.appetite > 0 && chunk.includes(COMMITTED)) {
        this.appetite -= 1;
        client.destroy();
      } else client.write(chunk);
    });
  }
}
