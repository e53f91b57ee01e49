import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config.ts';
import { SESSION_MODE_HEADER } from './refresh-cookie.ts';

const LOCALHOST = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;
const PREFLIGHT_SECONDS = 86_400;
export const EXPOSED_HEADERS = 'WWW-Authenticate, Retry-After';

/** True for an origin that may call from a browser. Exact matches alone; without a list, any port of localhost. */
export function isAllowedOrigin(origin: string, allowed: readonly string[] | null): boolean {
  return allowed === null ? LOCALHOST.test(origin) : allowed.includes(origin);
}

/**
 * Pages of another origin send their token in `Authorization` and need no cookies. Only in cookie mode, and only pages of
 * listed origins, may send the session's.
 */
export function allowsCredentials(config: Config): boolean {
  return config.sessionCookie && config.corsOrigins !== null;
}

export async function allowOrigins(server: FastifyInstance, config: Config): Promise<void> {
  await server.register(cors, {
    origin: (origin, answer) => answer(null, origin !== undefined && isAllowedOrigin(origin, config.corsOrigins)),
    methods: ['GET', 'POST'],
    allowedHeaders: ['Authorization', 'Content-Type', SESSION_MODE_HEADER],
    exposedHeaders: EXPOSED_HEADERS,
    maxAge: PREFLIGHT_SECONDS,
    credentials: allowsCredentials(config),
  });
}
