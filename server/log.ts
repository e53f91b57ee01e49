import { type DestinationStream, pino } from 'pino';
import type { FastifyBaseLogger } from 'fastify';
import { toInstant } from '../shared/instants.ts';
import { systemClock } from './clock.ts';
import type { Config } from './config.ts';

/** Lines wait for company, at most this long, and leave in one write. They leave at the exit of the process too. */
const FLUSH_MS = 500;
const FLUSH_BYTES = 16_000;

function standardOutput(): DestinationStream {
  return pino.destination({ dest: 1, sync: false, minLength: FLUSH_BYTES, periodicFlush: FLUSH_MS });
}

/**
 * JSON lines, on standard output unless `destination` is given. Requests are logged by name and number alone
 * (`http/access-log.ts`); the redaction is for whoever adds a field.
 */
export function createLogger(level: Config['logLevel'], destination: DestinationStream = standardOutput()): FastifyBaseLogger {
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${toInstant(systemClock.now())}"`,
      redact: ['authorization', 'cookie', 'accessToken', 'refreshToken', 'idempotencyKey'],
      serializers: { err: describeError },
    },
    destination,
  );
}

/** What went wrong, without the statement or the values it went wrong with. */
function describeError(error: unknown) {
  if (!(error instanceof Error)) return { type: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return { type: error.name, code, message: error.message, stack: error.stack };
}
