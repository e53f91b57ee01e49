import { randomBytes } from 'node:crypto';
import fastifyJwt from '@fastify/jwt';
import Fastify, { type FastifyRequest } from 'fastify';
import { actionAnswer, newAction, newLogin, Rows, TOKEN_SECONDS, tokenAnswer } from './rows.ts';
import { HOST, openDatabase, PORT } from './settings.ts';

// What a careful person writes by hand: Fastify, @fastify/jwt (HS256), statements prepared once, one transaction a write.

const database = openDatabase();
const rows = new Rows(database);
const addLogin = database.transaction(rows.addLogin.bind(rows)).immediate;
const addAction = database.transaction(rows.addAction.bind(rows)).immediate;

const app = Fastify({ logger: false });
await app.register(fastifyJwt, { secret: randomBytes(32).toString('base64') });

async function verify(request: FastifyRequest): Promise<void> {
  await request.jwtVerify();
}

function visitorOf(request: FastifyRequest): string {
  return (request.user as { sub: string }).sub;
}

const body = {
  type: 'object',
  required: ['action', 'itemId'],
  properties: { action: { type: 'string', minLength: 1, maxLength: 200 }, itemId: { type: 'string' } },
};

app.get('/readyz', async () => ({}));
app.post('/login', async () => {
  const made = newLogin();
  addLogin(made);
  return tokenAnswer(made, app.jwt.sign({ sub: made.anonId, sid: made.sessionId }, { expiresIn: TOKEN_SECONDS }));
});
app.get('/list', { preHandler: verify }, async (request) => rows.list(visitorOf(request)));
app.post<{ Body: { action: string; itemId: string } }>('/add', { preHandler: verify, schema: { body } }, async (request) => {
  const made = newAction(visitorOf(request), request.body);
  addAction(made);
  return actionAnswer(made);
});
await app.listen({ port: PORT, host: HOST });
