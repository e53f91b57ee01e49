import { SessionRefused, SessionUnreachable } from './session-errors.ts';
import type { SessionTransport } from './session-transport.ts';
import { isObject, isSessionGrant } from './stored-session.ts';
import type { SessionGrant } from './stored-session.ts';

export interface FetchTransportOptions {
  /** Where tRPC is served, for instance `/trpc` or `https://api.example.com/trpc`. */
  readonly url: string;
  /**
   * `bearer` (default): the refresh token is kept by this page's storage. `cookie`: by a `__Host-` HttpOnly cookie, for
   * pages on the site of the server, which must be configured for it too.
   */
  readonly mode?: 'bearer' | 'cookie';
  /** Replaces the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch;
  /** A call that takes longer counts as unreachable. Default: 15,000. */
  readonly timeoutMs?: number;
}

const RETRY_AFTER_MAX_MS = 3_600_000;

/** The session calls in tRPC's HTTP format, by `fetch` alone. */
export function fetchTransport(options: FetchTransportOptions): SessionTransport {
  return new FetchTransport(options);
}

class FetchTransport implements SessionTransport {
  readonly isCookieMode: boolean;
  readonly #options: FetchTransportOptions;

  constructor(options: FetchTransportOptions) {
    this.#options = options;
    this.isCookieMode = options.mode === 'cookie';
  }

  async login(idempotencyKey: string): Promise<SessionGrant> {
    return this.#grant(await this.#post('anon.login', { idempotencyKey }));
  }

  async refresh(refreshToken: string | null): Promise<SessionGrant> {
    return this.#grant(await this.#post('anon.refresh', refreshToken === null ? {} : { refreshToken }));
  }

  async logout(refreshToken: string | null): Promise<void> {
    await this.#post('anon.logout', refreshToken === null ? {} : { refreshToken });
  }

  #grant(data: unknown): SessionGrant {
    if (!isSessionGrant(data, this.isCookieMode)) throw new SessionUnreachable('The answer holds no session.');
    return this.isCookieMode ? { ...data, refreshToken: '' } : data;
  }

  async #post(path: string, input: object): Promise<unknown> {
    const { url, fetch = globalThis.fetch, timeoutMs = 15_000 } = this.#options;
    const headers = { 'content-type': 'application/json', ...(this.isCookieMode && { 'x-passerby-session': 'cookie' }) };
    try {
      const response = await fetch(`${url.replace(/\/$/, '')}/${path}`, {
        method: 'POST',
        headers,
        body: JSON.stringify(input),
        credentials: this.isCookieMode ? 'include' : 'same-origin',
        // A redirect would carry the refresh token to wherever it points.
        redirect: 'error',
        cache: 'no-store',
        keepalive: path === 'anon.logout',
        signal: AbortSignal.timeout(timeoutMs),
      });
      return readAnswer(response, await response.json());
    } catch (error) {
      if (error instanceof SessionRefused || error instanceof SessionUnreachable) throw error;
      throw new SessionUnreachable('The server did not answer.', { cause: error });
    }
  }
}

/** `{ result: { data } }` or `{ error: { data: { reason } } }`; whatever else answers is not our server. */
function readAnswer(response: Response, body: unknown): unknown {
  const { status } = response;
  if (isObject(body) && response.ok && isObject(body['result'])) return body['result']['data'];
  const error = isObject(body) ? body['error'] : null;
  const data = isObject(error) ? error['data'] : null;
  const reason = isObject(data) ? data['reason'] : null;
  const isPassing = status >= 500 || status === 429 || status === 408 || status === 499;
  if (isPassing || typeof reason !== 'string') {
    throw new SessionUnreachable(`The server answered ${status}.`, { retryAfterMs: readRetryAfterMs(response) });
  }
  throw new SessionRefused(reason);
}

// Only the seconds form (RFC 9110 §10.2.3): a date could be judged by the device clock alone, which may be wrong.
function readRetryAfterMs(response: Response): number | null {
  const value = response.headers.get('retry-after');
  return value !== null && /^\d{1,9}$/.test(value) ? Math.min(Number(value) * 1000, RETRY_AFTER_MAX_MS) : null;
}
