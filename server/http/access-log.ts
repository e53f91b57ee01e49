import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const PATH_MAX_CHARS = 300;

const calls = new WeakMap<FastifyRequest, readonly string[]>();

/** Notes which procedures a request calls. The names are the router's own, never the caller's text. */
export function nameCalls(request: FastifyRequest, procedures: readonly string[]): void {
  calls.set(request, procedures);
}

/**
 * One line per request: what was called, how it ended, how long it took in milliseconds. Never a query string, header,
 * body or a path that leads nowhere, since each may hold a token or what a visitor wrote.
 */
export function logAccess(server: FastifyInstance): void {
  server.addHook('onResponse', async (request, reply) => writeLine(request, reply));
}

/** The same line for a request that is answered before any hook runs. */
export function logResponse(request: FastifyRequest, reply: FastifyReply): void {
  reply.raw.on('finish', () => writeLine(request, reply));
}

function writeLine(request: FastifyRequest, reply: FastifyReply): void {
  request.log.info(
    {
      method: request.method,
      path: pathOf(request, reply),
      procedures: calls.get(request),
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime * 100) / 100,
    },
    'request',
  );
}

/** The route's own pattern; for a file that was found, its path; null when nothing is there. */
function pathOf(request: FastifyRequest, reply: FastifyReply): string | null {
  const route = request.routeOptions.url ?? null;
  if (route === null || !route.endsWith('*')) return route;
  return reply.statusCode < 400 ? (request.raw.url ?? '').split('?', 1).join('').slice(0, PATH_MAX_CHARS) : null;
}
