import { resolve } from 'node:path';
import { z } from 'zod';
import type { SigningAlg } from './keys/signing-key.ts';

/** Everything a process is told from outside, checked. Durations in the unit of their name. */
export interface Config {
  readonly port: number;
  readonly host: string;
  readonly database: DatabaseConfig;
  /** Null: made on the first start, beside the database file. */
  readonly secret: string | null;
  readonly previousSecret: string | null;
  readonly publicOrigin: string;
  /** Origins that may call from a browser; null: every port of localhost. */
  readonly corsOrigins: readonly string[] | null;
  readonly trustedProxyHops: number;
  readonly accessTokenAlg: SigningAlg;
  readonly accessTokenSeconds: number;
  readonly loginKeySeconds: number;
  /** Cookie mode is offered: pages that ask for it have their refresh token kept in an HttpOnly cookie. */
  readonly sessionCookie: boolean;
  readonly sessionIdleDays: number;
  readonly sessionMaxDays: number;
  /** Views of items that are kept of one visitor. */
  readonly historyMax: number;
  readonly retentionDays: number;
  /** The share of all visitors, in per cent, that one sweep removes unasked. */
  readonly retentionMaxPercent: number;
  /** So many visitors one sweep removes unasked whatever their share. */
  readonly retentionMinCount: number;
  /** Visitors with something in their cart are never removed for inactivity. */
  readonly retentionKeepCarts: boolean;
  readonly retentionSweepMinutes: number;
  /** How long a removed visitor's refresh tokens are told that their data is gone. */
  readonly retentionTombstoneDays: number;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
}

export type DatabaseConfig =
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'postgres'; readonly url: string };

/** A variable with a bad value: the start stops with this one line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export const SECRET_MIN_BYTES = 32;

function integer(least: number, most: number) {
  return z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(least).max(most));
}

const origin = z
  .string()
  .regex(/^https?:\/\/[^*]*$/, 'must begin with https:// or http:// and name one host: there are no wildcards')
  .refine((text) => URL.canParse(text) && new URL(text).origin === text, 'must be an origin such as https://shop.example');

const secret = z
  .string()
  .refine((text) => Buffer.from(text).length >= SECRET_MIN_BYTES, `must be at least ${SECRET_MIN_BYTES} bytes`)
  .refine((text) => new Set(text).size >= 8, 'must be random, for instance the output of: openssl rand -base64 48');

const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

const environment = z.object({
  PORT: integer(0, 65535).default(3000),
  HOST: z.string().min(1).default('localhost'),
  DATABASE_URL: z
    .string()
    .regex(/^(file:.+|postgres(ql)?:\/\/.+)$/, 'must begin with file: or postgres://')
    .default('file:./data/passerby.db'),
  PASSERBY_SECRET: secret.optional(),
  PASSERBY_PREVIOUS_SECRET: secret.optional(),
  PUBLIC_ORIGIN: origin.optional(),
  CORS_ORIGINS: z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()).filter((part) => part !== ''))
    .pipe(z.array(origin))
    .optional(),
  TRUSTED_PROXY_HOPS: integer(0, 10).default(0),
  ACCESS_TOKEN_ALG: z.enum(['ES256', 'Ed25519']).default('ES256'),
  ACCESS_TOKEN_SECONDS: integer(5, 3600).default(600),
  LOGIN_KEY_SECONDS: integer(10, 86_400).default(600),
  SESSION_COOKIE: flag.default(false),
  SESSION_IDLE_DAYS: integer(1, 3650).default(60),
  SESSION_MAX_DAYS: integer(1, 3650).default(365),
  HISTORY_MAX: integer(1, 100_000).default(1000),
  RETENTION_DAYS: integer(1, 3650).default(90),
  RETENTION_MAX_PERCENT: integer(1, 100).default(1),
  RETENTION_MIN_COUNT: integer(0, 1_000_000).default(100),
  RETENTION_KEEP_CARTS: flag.default(false),
  RETENTION_SWEEP_MINUTES: integer(1, 10_080).default(60),
  RETENTION_TOMBSTONE_DAYS: integer(1, 3650).default(365),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

/**
 * Reads the configuration from environment variables; an empty one counts as absent. Throws `ConfigError` with one
 * line that names the variable and never repeats its value.
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new ConfigError(`${String(issue?.path[0])} ${issue?.message ?? 'is not valid'}.`);
  }
  const values = parsed.data;
  const database = parseDatabaseUrl(values.DATABASE_URL);
  assertSecret(values.PASSERBY_SECRET, database);
  if (values.RETENTION_DAYS < values.SESSION_IDLE_DAYS) {
    throw new ConfigError('RETENTION_DAYS must be at least SESSION_IDLE_DAYS: data must outlive the session that leads to it.');
  }
  return {
    port: values.PORT,
    host: values.HOST,
    database,
    secret: values.PASSERBY_SECRET ?? null,
    previousSecret: values.PASSERBY_PREVIOUS_SECRET ?? null,
    publicOrigin: values.PUBLIC_ORIGIN ?? `http://localhost:${values.PORT}`,
    corsOrigins: values.CORS_ORIGINS ?? null,
    trustedProxyHops: values.TRUSTED_PROXY_HOPS,
    accessTokenAlg: values.ACCESS_TOKEN_ALG,
    accessTokenSeconds: values.ACCESS_TOKEN_SECONDS,
    loginKeySeconds: values.LOGIN_KEY_SECONDS,
    sessionCookie: values.SESSION_COOKIE,
    sessionIdleDays: values.SESSION_IDLE_DAYS,
    sessionMaxDays: values.SESSION_MAX_DAYS,
    historyMax: values.HISTORY_MAX,
    retentionDays: values.RETENTION_DAYS,
    retentionMaxPercent: values.RETENTION_MAX_PERCENT,
    retentionMinCount: values.RETENTION_MIN_COUNT,
    retentionKeepCarts: values.RETENTION_KEEP_CARTS,
    retentionSweepMinutes: values.RETENTION_SWEEP_MINUTES,
    retentionTombstoneDays: values.RETENTION_TOMBSTONE_DAYS,
    logLevel: values.LOG_LEVEL,
  };
}

/** The configuration of this process. */
export function loadProcessConfig(): Config {
  return loadConfig(process.env);
}

function parseDatabaseUrl(url: string): DatabaseConfig {
  if (!url.startsWith('file:')) return { kind: 'postgres', url };
  const path = url.slice('file:'.length);
  return { kind: 'sqlite', path: path === ':memory:' ? path : resolve(path) };
}

function assertSecret(given: string | undefined, database: DatabaseConfig): void {
  if (given !== undefined || (database.kind === 'sqlite' && database.path !== ':memory:')) return;
  throw new ConfigError('PASSERBY_SECRET is required unless the database is a local file; make one with: openssl rand -base64 48');
}
