import type { IncomingMessage, ServerResponse } from 'node:http';
import { Refusal } from '../refusal.ts';
import type { RefreshTokenKeeper } from '../trpc/context.ts';

/** `__Host-`: set over TLS by this very host for all of its paths, or refused by the browser (RFC 6265bis §4.1.3.2). */
const NAME = '__Host-passerby';
const ATTRIBUTES = 'Path=/; Secure; HttpOnly; SameSite=Strict';

/** The header by which a page asks for cookie mode. A page of another origin cannot send it without our CORS consent. */
export const SESSION_MODE_HEADER = 'X-Passerby-Session';

/** Keeps a visitor's refresh token in a cookie that no script can read, and that lives longer than script-made storage. */
export class RefreshCookie implements RefreshTokenKeeper {
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.#request = request;
    this.#response = response;
  }

  read(): string | null {
    for (const pair of (this.#request.headers.cookie ?? '').split(';')) {
      const [name, value = ''] = pair.trim().split('=', 2);
      if (name === NAME && value !== '') return value;
    }
    return null;
  }

  keep(refreshToken: string, seconds: number): void {
    this.#response.setHeader('set-cookie', `${NAME}=${refreshToken}; Max-Age=${seconds}; ${ATTRIBUTES}`);
  }

  forget(): void {
    this.#response.setHeader('set-cookie', `${NAME}=; Max-Age=0; ${ATTRIBUTES}`);
  }
}

/**
 * The keeper of a request that asks for cookie mode, else null. Throws `CROSS_SITE_REFUSED` when the browser says that
 * a page of another site is asking.
 */
export function findRefreshCookie(request: IncomingMessage, response: ServerResponse): RefreshCookie | null {
  if (request.headers[SESSION_MODE_HEADER.toLowerCase()] !== 'cookie') return null;
  if (request.headers['sec-fetch-site'] === 'cross-site') throw new Refusal('CROSS_SITE_REFUSED');
  return new RefreshCookie(request, response);
}
