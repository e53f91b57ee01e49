import type { FastifyInstance } from 'fastify';
import type { Store } from '../database/store.ts';

/** `/livez`: the process runs. `/readyz`: it takes requests and its database answers; 503 while it does not, or drains. */
export function health(server: FastifyInstance, store: Store, isDraining: () => boolean): void {
  server.get('/livez', (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'ok' }));
  server.get('/readyz', async (_request, reply) => {
    void reply.header('cache-control', 'no-store');
    if (isDraining()) return reply.status(503).send({ status: 'draining' });
    const isReady = await store.check().then(
      () => true,
      () => false,
    );
    return isReady ? { status: 'ok' } : reply.status(503).send({ status: 'database unavailable' });
  });
}
