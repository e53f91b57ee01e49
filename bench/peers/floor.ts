import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { actionAnswer, newAction, newLogin, Rows, TOKEN_SECONDS, tokenAnswer } from './rows.ts';
import { HOST, openDatabase, PORT } from './settings.ts';

// The least that does the job: node:http, an HMAC, prepared statements and group commit.

const database = openDatabase();
const rows = new Rows(database);
const begin = database.prepare('begin immediate');
const commit = database.prepare('commit');
const key = randomBytes(32);

interface Write {
  readonly run: () => void;
  readonly answer: () => void;
}
let queue: Write[] = [];

/** The writes of one turn of the event loop share a transaction; each is answered after COMMIT. */
function write(run: () => void, answer: () => void): void {
  if (queue.length === 0) setImmediate(flush);
  queue.push({ run, answer });
}

function flush(): void {
  const group = queue;
  queue = [];
  begin.run();
  for (const { run } of group) run();
  commit.run();
  for (const { answer } of group) answer();
}

function mac(text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sign(anonId: string): string {
  const text = `${anonId}.${Math.floor(Date.now() / 1000) + TOKEN_SECONDS}`;
  return `${text}.${mac(text).toString('base64url')}`;
}

/** The visitor of a token of ours that has not run out, or null. */
function verify(request: IncomingMessage): string | null {
  const token = request.headers.authorization?.slice('Bearer '.length) ?? '';
  const end = token.lastIndexOf('.');
  const text = token.slice(0, end);
  const given = Buffer.from(token.slice(end + 1), 'base64url');
  const expected = mac(text);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  const [anonId = '', expires] = text.split('.');
  return Number(expires) * 1000 > Date.now() ? anonId : null;
}

function send(response: ServerResponse, status: number, value: unknown): void {
  const body = JSON.stringify(value);
  response.writeHead(status, ['content-type', 'application/json', 'content-length', String(Buffer.byteLength(body))]);
  response.end(body);
}

function login(response: ServerResponse): void {
  const made = newLogin();
  write(() => rows.addLogin(made), () => send(response, 200, tokenAnswer(made, sign(made.anonId))));
}

function add(anonId: string, body: string, response: ServerResponse): void {
  const input = JSON.parse(body) as { action?: unknown; itemId?: unknown };
  const { action, itemId } = input;
  if (typeof action !== 'string' || action.length < 1 || action.length > 200 || typeof itemId !== 'string') return send(response, 400, {});
  const made = newAction(anonId, { action, itemId });
  write(() => rows.addAction(made), () => send(response, 200, actionAnswer(made)));
}

function readBody(request: IncomingMessage, done: (body: string) => void): void {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => (body += chunk));
  request.on('end', () => done(body));
}

const server = createServer((request, response) => {
  if (request.url === '/readyz') return send(response, 200, {});
  if (request.url === '/login') return readBody(request, () => login(response));
  const anonId = verify(request);
  if (anonId === null) return send(response, 401, {});
  if (request.url === '/list') return send(response, 200, rows.list(anonId));
  if (request.url === '/add') return readBody(request, (body) => add(anonId, body, response));
  send(response, 404, {});
});
server.listen(PORT, HOST);
