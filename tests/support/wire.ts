import { connect } from 'node:net';

/** An answer read off the socket. */
export interface WireAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/**
 * Sends bytes that no HTTP client would send and reads until the server closes. Write `Connection: close` into the
 * request, or the server waits for the next one.
 */
export function sendBytes(origin: string, request: string | Uint8Array): Promise<WireAnswer> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    // A server that has said enough may reset the connection while the rest of a long request is under way.
    socket.on('error', (error) => (chunks.length === 0 ? reject(error) : undefined));
    socket.on('close', () => resolve(parse(Buffer.concat(chunks).toString('latin1'))));
    socket.write(request);
  });
}

/** A request as text; `headers` may hold the same name twice. */
export function requestText(method: string, path: string, headers: readonly (readonly [name: string, value: string])[], body = ''): string {
  const lines = [...headers, ['Content-Length', String(Buffer.byteLength(body))], ['Connection', 'close']].map(([name, value]) => `${name}: ${value}`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`;
}

/** `text` holds one octet per character: chunk sizes count octets. */
function parse(text: string): WireAnswer {
  const end = text.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = text.slice(0, end === -1 ? undefined : end).split('\r\n');
  const headers = new Map(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
  const rest = end === -1 ? '' : text.slice(end + 4);
  const bytes = headers.get('transfer-encoding') === 'chunked' ? joinChunks(rest) : rest;
  return { status: Number(statusLine.split(' ')[1]), headers, body: Buffer.from(bytes, 'latin1').toString('utf8') };
}

function joinChunks(text: string): string {
  let body = '';
  for (let rest = text; ; ) {
    const size = Number.parseInt(rest, 16);
    if (!(size > 0)) return body;
    const start = rest.indexOf('\r\n') + 2;
    body += rest.slice(start, start + size);
    rest = rest.slice(start + size + 2);
  }
}
