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
  let document: string | null = null;
  let page: Promise<FastifyInstance> | null = null;
  const describe = () => (document ??= JSON.stringify(buildDocument(OPERATIONS, router)));
  server.get('/openapi.json', (_request, reply) =>
    reply
      .header('cache-control', `public, max-age=${DOCUMENT_SECONDS}`)
      .header('access-control-allow-origin', '*')
      .type('application/json')
      .send(describe()),
  );
  const show = async (path: string, request: FastifyRequest, reply: FastifyReply) => {
    page ??= openPage(describe()).catch((error: unknown) => {
      page = null;
      throw error;
    });
    return passOn(await page, path, request, reply);
  };
  server.get(PREFIX, (request, reply) => show(PREFIX, request, reply));
  server.get<{ Params: { '*': string } }>(`${PREFIX}/*`, (request, reply) => show(`${PREFIX}/${encode(request.params['*'])}`, request, reply));
}

function encode(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

async function openPage(document: string): Promise<FastifyInstance> {
  const [{ fastifySwagger }, { fastifySwaggerUi }] = await Promise.all([import('@fastify/swagger'), import('@fastify/swagger-ui')]);
  const page = Fastify();
  // The type ends at OpenAPI 3.0; the plugin itself hands the document on unread.
  const specification = { document: JSON.parse(document) as StaticDocumentSpec['document'] };
  await page.register(fastifySwagger, { mode: 'static', specification });
  await page.register(fastifySwaggerUi, {
    routePrefix: PREFIX,
    theme: { title: 'Passerby API' },
    // The other layout asks for the address of somebody else's document.
    uiConfig: { layout: 'BaseLayout', docExpansion: 'list', defaultModelsExpandDepth: 0 },
  });
  return page;
}

/** The path and the validators alone are passed on: a `Range` that the page refuses is of no use to anybody. */
async function passOn(page: FastifyInstance, path: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const headers = Object.fromEntries(VALIDATORS.map((name) => [name, request.headers[name]]).filter(([, value]) => value !== undefined));
  const answer = await page.inject({ method: 'GET', url: path, headers, payloadAsStream: true });
  if (answer.statusCode >= 400) {
    answer.stream().destroy();
    if (answer.statusCode >= 500) throw new Error(`The page of ${PREFIX} answered ${answer.statusCode}.`);
    reply.callNotFound();
    return reply;
  }
  // Not the page's to say: whether the connection stays open, and that parts of a file can be had.
  const { connection: _connection, 'accept-ranges': _ranges, ...headersOfPage } = answer.headers;
  return reply.status(answer.statusCode).headers(headersOfPage).send(answer.stream());
}
