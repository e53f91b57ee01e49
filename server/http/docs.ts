import type { StaticDocumentSpec } from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import type { AppRouter } from '../router.ts';
import { buildDocument } from './openapi/document.ts';
import { OPERATIONS } from './rest/operations.ts';
import type { Headers } from './security-headers.ts';

const DOCUMENT_SECONDS = 300;

interface DocsOptions {
  readonly router: AppRouter;
  /** Of the page. */
  readonly headers: Headers;
}

/**
 * The REST door described: `/openapi.json` for machines, readable from any origin, and `/docs` for people to read and
 * try. The page's scripts and styles come from this server, under the same policy as every other page.
 */
export async function docs(server: FastifyInstance, { router, headers }: DocsOptions): Promise<void> {
  server.addHook('onRequest', async (_request, reply) => void reply.headers(headers));
  const document = buildDocument(OPERATIONS, router);
  const json = JSON.stringify(document);
  server.get('/openapi.json', (_request, reply) =>
    reply
      .header('cache-control', `public, max-age=${DOCUMENT_SECONDS}`)
      .header('access-control-allow-origin', '*')
      .type('application/json')
      .send(json),
  );
  const [{ fastifySwagger }, { fastifySwaggerUi }] = await Promise.all([import('@fastify/swagger'), import('@fastify/swagger-ui')]);
  // The type ends at OpenAPI 3.0; the plugin itself hands the document on unread.
  const specification = { document: document as object as StaticDocumentSpec['document'] };
  await server.register(fastifySwagger, { mode: 'static', specification });
  await server.register(fastifySwaggerUi, {
    routePrefix: '/docs',
    theme: { title: 'Passerby API' },
    // The other layout asks for the address of somebody else's document.
    uiConfig: { layout: 'BaseLayout', docExpansion: 'list', defaultModelsExpandDepth: 0 },
  });
}
