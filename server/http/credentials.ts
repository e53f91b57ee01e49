import type { IncomingMessage } from 'node:http';
import { Refusal } from '../refusal.ts';

const SCHEME = /^Bearer(\s|$)/i;
const CREDENTIALS = /^Bearer +([^\s]+)$/i;

/**
 * The bearer token of a request, unverified (RFC 6750 §2.1); null when it brings none or uses another scheme.
 * Throws `AUTHORIZATION_MALFORMED` for two headers, for `Bearer` without a token and for anything behind the token.
 */
export function readBearerToken(request: IncomingMessage): string | null {
  const header = request.headers.authorization;
  if (header === undefined) return null;
  // Node keeps the first of several Authorization headers and hides the rest.
  if (countHeader(request.rawHeaders, 'authorization') > 1) throw new Refusal('AUTHORIZATION_MALFORMED');
  const token = CREDENTIALS.exec(header)?.[1];
  if (token === undefined && SCHEME.test(header)) throw new Refusal('AUTHORIZATION_MALFORMED');
  return token ?? null;
}

function countHeader(rawHeaders: readonly string[], name: string): number {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() === name) count += 1;
  }
  return count;
}
