import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { BODY_MAX_BYTES } from '../../shared/limits.ts';
import type { Config } from '../config.ts';
import type { Store } from '../database/store.ts';
import type { KeysService } from '../keys/keys.service.ts';
import type { PrivacyService } from '../privacy/privacy.service.ts';
import type { AppRouter } from '../router.ts';
import type { Authenticator } from '../trpc/context.ts';
import { logAccess, logResponse } from './access-log.ts';
import { allowOrigins, allowsCredentials, isAllowedOrigin } from './cors.ts';
import { docs } from './docs.ts';
import { answerFailure, answerFailures } from './failures.ts';
import { health } from './health.ts';
import { jwks } from './jwks.ts';
import { builtPage, livePage } from './page.ts';
import { privacyExport } from './privacy-export.ts';
import { LeanDoor } from './lean-door.ts';
import { createListener } from './listener.ts';
import { RequestIds } from './request-ids.ts';
import { restDoor } from './rest/rest-door.ts';
import { dataHeaders, pageHeaders } from './security-headers.ts';
import { trpcDoor } from './trpc-door.ts';

export interface HttpDeps {
  readonly config: Config;
  readonly store: Store;
  readonly keys: KeysService;
  readonly privacy: PrivacyService;
  readonly router: AppRouter;
  readonly authenticator: Authenticator;
  readonly logger: FastifyBaseLogger;
  readonly isDev: boolean;
  readonly isDraining: () => boolean;
}

/** As long as a request line can be: a path is refused for what it says, not by falling through to another route. */
const PATH_MAX_CHARS = 16 * 1024;

/** Everything that answers over HTTP, not yet listening. */
export async function createHttpServer(deps: HttpDeps): Promise<FastifyInstance> {
  const { config, store, keys, privacy, router, authenticator } = deps;
  const headers = dataHeaders(config);
  const onPages = pageHeaders(config, deps.isDev);
  const requestIds = new RequestIds();
  const lean = new LeanDoor({
    router,
    authenticator,
    logger: deps.logger,
    requestIds,
    securityHeaders: headers,
    isAllowedOrigin: (origin) => isAllowedOrigin(origin, config.corsOrigins),
    allowsCredentials: allowsCredentials(config),
    hasSessionCookie: config.sessionCookie,
    isDraining: deps.isDraining,
  });
  const server = Fastify({
    serverFactory: (handler) => createListener(lean, handler),
    loggerInstance: deps.logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => requestIds.next(),
    bodyLimit: BODY_MAX_BYTES,
    trustProxy: (_address, hop) => hop < config.trustedProxyHops,
    return503OnClosing: false,
    // A path that cannot be decoded: by default Fastify answers with the path itself, and no hook runs.
    frameworkErrors: (error, request, reply) => {
      logResponse(request, reply);
      return answerFailure(error, request, reply.headers(headers));
    },
    routerOptions: { maxParamLength: PATH_MAX_CHARS },
  });
  answerFailures(server);
  logAccess(server);
  server.addHook('onRequest', async (_request, reply) => {
    void reply.headers(headers);
    if (deps.isDraining()) void reply.header('connection', 'close');
  });
  await allowOrigins(server, config);
  health(server, store, deps.isDraining);
  jwks(server, keys);
  await server.register((scope) => trpcDoor(scope, { router, authenticator, hasSessionCookie: config.sessionCookie }));
  await server.register((scope) => restDoor(scope, { router, authenticator }));
  await server.register((scope) => privacyExport(scope, { privacy, authenticator }));
  await server.register((scope) => docs(scope, { router, headers: onPages }));
  await (deps.isDev ? livePage(server, onPages) : builtPage(server, onPages));
  return server;
}
