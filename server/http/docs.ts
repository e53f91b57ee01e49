import type { StaticDocumentSpec } from '@fastify/swagger';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { AppRouter } from '../router.ts';
import { buildDocument } from './openapi/document.ts';
import { OPERATIONS } from './rest/operations.ts';
import type { Headers } from './security-headers.ts';

const DOCUMENT_SECONDS = 300;
const PREFIX = '/docs';
/** Of RFC 9110 §13.1: whether the visitor has a file already. */
const VALIDATORS = ['if-none-match', 'if-modified-since'] as const;

type OpenApiDocument = ReturnType<typeof buildDocument>;

interface DocsOptions {
  readonly router: AppRouter;
  /** Of the page. */
  readonly headers: Headers;
}

/**
 * The REST door described: `/openapi.json` for machines, readable from any origin, and `/docs` for people to read and
 * try. The page's scripts and styles come from this server, under the same policy as every other page.
 *
 * Both are made when somebody first asks: most servers are never asked, and they take a quarter of a start.
 */
export async function docs(server: FastifyInstance, { router, headers }: DocsOptions): Promise<void> {
  server.addHook('onRequest', async (_request, reply) => void reply.headers(headers));
  let document: OpenApiDocument | null = null;
  let page: Promise<FastifyInstance> | null = null;
  const describe = () => (document ??= buildDocument(OPERATIONS, router));
  server.get('/openapi.json', (_request, reply) =>
    reply
      .header('cache-control', `public, max-age=${DOCUMENT_SECONDS}`)
      .header('access-control-allow-origin', '*')
      .type('application/json')
      .send(JSON.stringify(describe())),
  );
  const show = async (path: string, request: FastifyRequest, reply: FastifyReply) => {
    page ??= openPage(describe());
    return passOn(await page, path, request, reply);
  };
  server.get(PREFIX, (request, reply) => show(PREFIX, request, reply));
  server.get<{ Params: { '*': string } }>(`${PREFIX}/*`, (request, reply) => show(`${PREFIX}/${encodeURI(request.params['*'])}`, request, reply));
}

async function openPage(document: OpenApiDocument): Promise<FastifyInstance> {
  const [{ fastifySwagger }, { fastifySwaggerUi }] = await Promise.all([import('@fastify/swagger'), import('@fastify/swagger-ui')]);
  const page = Fastify();
  // The type ends at OpenAPI 3.0; the plugin itself hands the document on unread.
  const specification = { document: document as object as StaticDocumentSpec['document'] };
  await page.register(fastifySwagger, { mode: 'static', specification });
  await page.register(fastifySwaggerUi, {
    routePrefix: PREFIX,
    theme: { title: 'Passerby API' },
    // The other layout asks for the address of somebody else's document.
    uiConfig: { layout: 'BaseLayout', docExpansion: 'list', defaultModelsExpandDepth: 0 },
  });
  return page;
}

/** Only what a file is asked for with: a target or a header that the page cannot read stays outside. */
async function passOn(page: FastifyInstance, path: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const headers = Object.fromEntries(VALIDATORS.map((name) => [name, request.headers[name]]).filter(([, value]) => value !== undefined));
  const answer = await page.inject({ method: 'GET', url: path, headers });
  if (answer.statusCode === 404) {
    reply.callNotFound();
    return reply;
  }
  if (answer.statusCode >= 400) throw new Error(`${path} cannot be shown: ${answer.body}`);
  // Whether the connection stays open is this server's word.
  const { connection: _, ...rest } = answer.headers;
  return reply.status(answer.statusCode).headers(rest).send(answer.rawPayload);
}
