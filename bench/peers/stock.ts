import { type FastifyTRPCPluginOptions, fastifyTRPCPlugin } from '@trpc/server/adapters/fastify';
import Fastify from 'fastify';
import { createLocalJWKSet, type JWTPayload, jwtVerify } from 'jose';
import { createApp } from '../../server/app.ts';
import { loadProcessConfig } from '../../server/config.ts';
import { Refusal } from '../../server/refusal.ts';
import { type AppRouter, createRouter } from '../../server/router.ts';
import { findSession } from '../../server/sessions/sessions.repository.ts';
import { type AnonUser, createContext } from '../../server/trpc/context.ts';
import type { AnonId, SessionId } from '../../shared/ids.ts';
import { HOST, PORT } from './settings.ts';
import { StockStore } from './stock-store.ts';

// Passerby's router and services as the manuals of tRPC, Kysely and jose put them together: the stock Fastify adapter,
// the stock SQLite dialect, the token verified by jose on every request. No logging, CORS or security headers.

const config = loadProcessConfig();
const store = new StockStore();
const app = await createApp(config, { openStore: () => store });
const keySet = createLocalJWKSet({ keys: [...app.keys.publicKeySet().keys] });
const issuer = `${config.publicOrigin}/anonymous`;

async function verify(token: string): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, keySet, { issuer, audience: issuer, typ: 'at+jwt' })).payload;
  } catch {
    throw new Refusal('TOKEN_INVALID');
  }
}

async function authenticate(authorization: string | undefined): Promise<AnonUser> {
  if (authorization === undefined) throw new Refusal('TOKEN_MISSING');
  const claims = await verify(authorization.slice('Bearer '.length));
  const session = await findSession(store.db, String(claims['sid']));
  if (session === null || session.ended_at !== null) throw new Refusal('SESSION_REVOKED');
  return {
    id: session.anon_id as AnonId,
    sessionId: session.session_id as SessionId,
    createdAt: session.visitor_created_at,
    lastActivityAt: session.visitor_last_activity_at,
  };
}

const trpcOptions: FastifyTRPCPluginOptions<AppRouter>['trpcOptions'] = {
  router: createRouter(app.services),
  createContext: ({ req }) => createContext(req.id, () => authenticate(req.headers.authorization)),
};
const server = Fastify({ logger: false, routerOptions: { maxParamLength: 5000 } });
server.get('/readyz', async () => ({}));
await server.register(fastifyTRPCPlugin, { prefix: '/trpc', trpcOptions });
await server.listen({ port: PORT, host: HOST });
