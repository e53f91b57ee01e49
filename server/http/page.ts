import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { failureBody } from './failures.ts';
import type { Headers } from './security-headers.ts';

/** `dist/server/` is as deep as this folder. */
const ROOT = join(import.meta.dirname, '../..');
const BUILT_PAGE = join(ROOT, 'dist/client');
const MESSAGE = { message: 'Passerby remembers visitors without asking who they are. The API is described at /docs.' };

function wantsJson(request: FastifyRequest): boolean {
  const accept = request.headers.accept ?? '';
  return accept.includes('application/json') && !accept.includes('text/html');
}

function notFound(_request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply.status(404).header('cache-control', 'no-store').send(failureBody('NOT_FOUND'));
}

function setCacheControl(reply: FastifyReply, path: string): void {
  const isAsset = path.includes(`${BUILT_PAGE}/assets/`);
  void reply.header('cache-control', isAsset ? 'public, max-age=31536000, immutable' : 'no-cache');
}

/** The built page at `/`; API clients that ask `/` for JSON get a greeting. Assets are named by content and never change. */
export async function builtPage(server: FastifyInstance, headers: Headers): Promise<void> {
  server.setNotFoundHandler(notFound);
  const hasPage = existsSync(join(BUILT_PAGE, 'index.html'));
  await server.register(async (scope) => {
    scope.addHook('onRequest', async (_request, reply) => void reply.headers(headers));
    if (hasPage) await scope.register(fastifyStatic, { root: BUILT_PAGE, index: false, preCompressed: true, setHeaders: setCacheControl });
    scope.get('/', (request, reply) => (hasPage && !wantsJson(request) ? reply.sendFile('index.html') : reply.send(MESSAGE)));
  });
}

/** The page straight from its sources, with hot reload over the same port. */
export async function livePage(server: FastifyInstance, headers: Headers): Promise<void> {
  const { createServer } = await import('vite');
  const vite = await createServer({
    root: join(ROOT, 'client'),
    configFile: join(ROOT, 'vite.config.ts'),
    server: { middlewareMode: true, hmr: { server: server.server } },
    appType: 'spa',
  });
  server.addHook('onClose', () => vite.close());
  server.setNotFoundHandler((request, reply) => {
    if (request.url === '/' && wantsJson(request)) return reply.send(MESSAGE);
    reply.hijack();
    // Vite's own headers would be refused by the page's policy only in production.
    for (const [name, value] of Object.entries({ ...reply.getHeaders(), ...headers })) if (value !== undefined) reply.raw.setHeader(name, value);
    vite.middlewares(request.raw, reply.raw);
    return reply;
  });
}
