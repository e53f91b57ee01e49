import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import { anonymous, bearer } from 'better-auth/plugins';
import { actionAnswer, newAction, Rows } from './rows.ts';
import { HOST, openDatabase, PORT } from './settings.ts';

// better-auth with its anonymous and bearer plugins; list and add look the session up, then do the same rows.

const database = openDatabase();
// Its visitors are in tables of its own, so the actions' reference to `anon_user` cannot hold.
database.pragma('foreign_keys = OFF');
const rows = new Rows(database);
const addAction = database.transaction(rows.addAction.bind(rows)).immediate;

const auth = betterAuth({
  database,
  secret: randomBytes(32).toString('base64'),
  baseURL: `http://localhost:${PORT}`,
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  logger: { disabled: true },
  user: { modelName: 'auth_user' },
  session: { modelName: 'auth_session' },
  account: { modelName: 'auth_account' },
  verification: { modelName: 'auth_verification' },
  plugins: [anonymous(), bearer()],
});
await (await getMigrations(auth.options)).runMigrations();
const authHandler = toNodeHandler(auth);

function send(response: ServerResponse, status: number, value: unknown): void {
  const body = JSON.stringify(value);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

async function readAction(request: IncomingMessage): Promise<{ action: string; itemId: string }> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  return JSON.parse(body) as { action: string; itemId: string };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const headers = new Headers({ authorization: request.headers.authorization ?? '' });
  const session = await auth.api.getSession({ headers });
  if (session === null) return send(response, 401, {});
  if (request.url === '/list') return send(response, 200, rows.list(session.user.id));
  const made = newAction(session.user.id, await readAction(request));
  addAction(made);
  send(response, 200, actionAnswer(made));
}

const server = createServer((request, response) => {
  if (request.url === '/readyz') return send(response, 200, {});
  if (request.url?.startsWith('/api/auth/')) return void authHandler(request, response);
  answer(request, response).catch((error: unknown) => send(response, 500, { error: String(error) }));
});
server.listen(PORT, HOST);
