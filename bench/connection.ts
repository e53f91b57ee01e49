import { connect, type Socket } from 'node:net';

export interface Answer {
  readonly status: number;
  /** Head and body as they came. */
  readonly bytes: Buffer;
}

const HEAD_END = Buffer.from('\r\n\r\n');
const CHUNKS_END = '\r\n0\r\n\r\n';

/**
 * The answer in `bytes`, or null while more must come. Only for a connection with one request under way: the end of
 * the bytes is then the end of the answer, and JSON has no line break of its own that could pass for the last chunk.
 */
export function readAnswer(bytes: Buffer): Answer | null {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd === -1) return null;
  const head = bytes.toString('latin1', 0, headEnd);
  const status = Number(head.slice(9, 12));
  const length = /\r\ncontent-length: *(\d+)/i.exec(head);
  if (length !== null) return bytes.length >= headEnd + HEAD_END.length + Number(length[1]) ? { status, bytes } : null;
  if (!/\r\ntransfer-encoding: *chunked/i.test(head)) throw new Error(`An answer without a length: ${head}`);
  return bytes.toString('latin1', bytes.length - CHUNKS_END.length) === CHUNKS_END ? { status, bytes } : null;
}

/** The body as text, chunks joined. */
export function bodyOf({ bytes }: Answer): string {
  const text = bytes.toString('utf8');
  const headEnd = text.indexOf('\r\n\r\n');
  const body = text.slice(headEnd + 4);
  if (!/\r\ntransfer-encoding: *chunked/i.test(text.slice(0, headEnd))) return body;
  return body.split('\r\n').filter((_part, index) => index % 2 === 1).join('');
}

/** One keep-alive HTTP/1.1 connection with at most one request under way. */
export class Connection {
  readonly #socket: Socket;
  #partial: Buffer | null = null;
  onAnswer: (answer: Answer) => void = () => undefined;
  onFailure: (error: Error) => void = () => undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', (error) => this.onFailure(error));
    socket.on('close', () => this.onFailure(new Error('The server closed the connection')));
  }

  static open(port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1' });
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new Connection(socket));
      });
    });
  }

  send(request: string): void {
    this.#socket.write(request, 'latin1');
  }

  /** Sends one request and waits for its answer. */
  ask(request: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.onAnswer = resolve;
      this.onFailure = reject;
      this.send(request);
    });
  }

  close(): void {
    this.onFailure = () => undefined;
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    const bytes = this.#partial === null ? chunk : Buffer.concat([this.#partial, chunk]);
    const answer = readAnswer(bytes);
    this.#partial = answer === null ? bytes : null;
    if (answer !== null) this.onAnswer(answer);
  }
}

/** One request on a connection of its own. */
export async function ask(port: number, request: string): Promise<{ readonly status: number; readonly body: string }> {
  const connection = await Connection.open(port);
  try {
    const answer = await connection.ask(request);
    return { status: answer.status, body: bodyOf(answer) };
  } finally {
    connection.close();
  }
}
