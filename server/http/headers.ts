import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config.ts';

const LOCALHOST = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;
const PREFLIGHT_SECONDS = 86_400;

/** True for an origin that may call from a browser. Exact matches alone; without a list, any port of localhost. */
export function isAllowedOrigin(origin: string, allowed: readonly string[] | null): boolean {
  return allowed === null ? LOCALHOST.test(origin) : allowed.includes(origin);
}

/** CORS without credentials: tokens travel in `Authorization`, never in a cookie of another origin. */
export async function allowOrigins(server: FastifyInstance, config: Config): Promise<void> {
  await server.register(cors, {
    origin: (origin, answer) => answer(null, origin !== undefined && isAllowedOrigin(origin, config.corsOrigins)),
    methods: ['GET', 'POST'],
    allowedHeaders: ['Authorization', 'Content-Type'],
    exposedHeaders: ['WWW-Authenticate', 'Retry-After'],
    maxAge: PREFLIGHT_SECONDS,
    credentials: false,
  });
}

/** The security headers of every answer. `isDev` lets the bundler's inline client in. */
export async function secureHeaders(server: FastifyInstance, config: Config, isDev: boolean): Promise<void> {
  const script = isDev ? ["'self'", "'unsafe-inline'"] : ["'self'"];
  const connect = isDev ? ["'self'", 'ws:'] : ["'self'"];
  await server.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: script,
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: connect,
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: config.publicOrigin.startsWith('https:') ? { maxAge: 31_536_000 } : false,
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
  });
}
