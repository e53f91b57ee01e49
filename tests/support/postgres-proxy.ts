import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Stands between a server and its PostgreSQL. */
export abstract class PostgresProxy implements AsyncDisposable {
  /** `DATABASE_URL` of the same database, through here. */
  readonly url: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(url: string, server: Server) {
    const { port } = server.address() as AddressInfo;
    const upstream = new URL(url);
    this.url = Object.assign(new URL(url), { port: String(port) }).href;
    this.#server = server;
    server.on('connection', (client) => {
      const database = connect(Number(upstream.port), upstream.hostname);
      this.#tie(client, database);
      this.wire(client, database);
    });
  }

  static async before<P extends PostgresProxy>(this: new (url: string, server: Server) => P, url: string): Promise<P> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new this(url, server);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** How what one side sends gets to the other. */
  protected abstract wire(client: Socket, database: Socket): void;

  /** Each ends with the other. */
  #tie(client: Socket, database: Socket): void {
    for (const [socket, peer] of [[client, database], [database, client]] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => peer.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        peer.destroy();
      });
    }
  }
}
