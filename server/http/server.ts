import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { BODY_MAX_BYTES } from '../../shared/limits.ts';
import type { Config } from '../config.ts';
import type { Store } from '../database/store.ts';
import type { KeysService } from '../keys/keys.service.ts';
import { randomToken } from '../random.ts';
import type { AppRouter } from '../router.ts';
import type { Authenticator } from '../trpc/context.ts';
import { logAccess } from './access-log.ts';
import { answerFailure, answerFailures } from './failures.ts';
import { allowOrigins, secureHeaders } from './headers.ts';
import { health } from './health.ts';
import { jwks } from './jwks.ts';
import { builtPage, livePage } from './page.ts';
import { restDoor } from './rest/rest-door.ts';
import { trpcDoor } from './trpc-door.ts';

export interface HttpDeps {
  readonly config: Config;
  readonly store: Store;
  readonly keys: KeysService;
  readonly router: AppRouter;
  readonly authenticator: Authenticator;
  readonly logger: FastifyBaseLogger;
  readonly isDev: boolean;
  readonly isDraining: () => boolean;
}

const HEADERS_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 10_000;
/** As long as a request line can be: a path is refused for what it says, not by falling through to another route. */
const PATH_MAX_CHARS = 16 * 1024;

/** Everything that answers over HTTP, not yet listening. */
export async function createHttpServer(deps: HttpDeps): Promise<FastifyInstance> {
  const { config, store, keys, router, authenticator } = deps;
  const server = Fastify({
    loggerInstance: deps.logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomToken(),
    bodyLimit: BODY_MAX_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // A drip of headers is cut off as well: node:http checks at this interval.
    http: { headersTimeout: HEADERS_TIMEOUT_MS, connectionsCheckingInterval: 1_000 },
    trustProxy: (_address, hop) => hop < config.trustedProxyHops,
    return503OnClosing: false,
    // A path that cannot be decoded: by default Fastify answers with the path itself.
    frameworkErrors: answerFailure,
    routerOptions: { maxParamLength: PATH_MAX_CHARS },
  });
  answerFailures(server);
  logAccess(server);
  server.addHook('onRequest', async (_request, reply) => {
    if (deps.isDraining()) void reply.header('connection', 'close');
  });
  await secureHeaders(server, config, deps.isDev);
  await allowOrigins(server, config);
  health(server, store, deps.isDraining);
  jwks(server, keys);
  await server.register((scope) => trpcDoor(scope, { router, authenticator }));
  await server.register((scope) => restDoor(scope, { router, authenticator }));
  await (deps.isDev ? livePage(server) : builtPage(server));
  return server;
}
