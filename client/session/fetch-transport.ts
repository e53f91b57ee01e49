import { SessionRefused, SessionUnreachable } from './session-errors.ts';
import type { SessionTransport } from './session-transport.ts';
import { isObject, readSessionGrant } from './stored-session.ts';
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
/** Request timeout, too many requests, client closed request: refusals of the moment, not of the call. */
const PASSING_STATUSES: readonly number[] = [408, 429, 499];

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
    return this.#grant(await this.#post('anon.refresh', toInput(refreshToken)));
  }

  async logout(refreshToken: string | null): Promise<void> {
    await this.#post('anon.logout', toInput(refreshToken));
  }

  #grant(data: unknown): SessionGrant {
    const grant = readSessionGrant(data, this.isCookieMode);
    if (grant === null) throw new SessionUnreachable('The answer holds no session.');
    return grant;
  }

  async #post(path: string, input: object): Promise<unknown> {
    const { url, fetch = globalThis.fetch, timeoutMs = 15_000 } = this.#options;
    try {
      const response = await fetch(`${url.replace(/\/$/, '')}/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(this.isCookieMode && { 'x-passerby-session': 'cookie' }) },
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

function toInput(refreshToken: string | null): object {
  return refreshToken === null ? {} : { refreshToken };
}

/** `{ result: { data } }` or `{ error: { data: { reason } } }`; whatever else answers is not our server. */
function readAnswer({ ok, status, headers }: Response, body: unknown): unknown {
  const result = readField(body, 'result');
  if (ok && isObject(result)) return result['data'];
  const reason = readField(readField(readField(body, 'error'), 'data'), 'reason');
  if (typeof reason === 'string' && status < 500 && !PASSING_STATUSES.includes(status)) throw new SessionRefused(reason);
  throw new SessionUnreachable(`The server answered ${status}.`, { retryAfterMs: readRetryAfterMs(headers) });
}

function readField(value: unknown, key: string): unknown {
  return isObject(value) ? value[key] : null;
}

// Only the seconds form (RFC 9110 §10.2.3): a date could be judged by the device clock alone, which may be wrong.
function readRetryAfterMs(headers: Headers): number | null {
  const value = headers.get('retry-after') ?? '';
  return /^\d{1,9}$/.test(value) ? Math.min(Number(value) * 1000, RETRY_AFTER_MAX_MS) : null;
}
