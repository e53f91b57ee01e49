import type { FastifyInstance, FastifyRequest } from 'fastify';

const PATH_MAX_CHARS = 300;

/**
 * One line per request: what was called, how it ended, how long it took in milliseconds. Never a query string, header
 * or body, since each may hold a token or what a visitor wrote.
 */
export function logAccess(server: FastifyInstance): void {
  server.addHook('onResponse', async (request, reply) => {
    request.log.info(
      { method: request.method, path: pathOf(request), status: reply.statusCode, durationMs: Math.round(reply.elapsedTime * 100) / 100 },
      'request',
    );
  });
}

function pathOf(request: FastifyRequest): string {
  const path = request.raw.url ?? '/';
  const end = path.indexOf('?');
  return (end === -1 ? path : path.slice(0, end)).slice(0, PATH_MAX_CHARS);
}
