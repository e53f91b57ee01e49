import { describe, expect, it } from 'vitest';
import { fetchTransport } from './fetch-transport.ts';
import { SessionRefused, SessionUnreachable } from './session-errors.ts';

const GRANT = {
  anonId: '01980000-0000-7000-8000-000000000001',
  accessToken: 'a.b.c',
  tokenType: 'Bearer',
  expiresIn: 600,
  refreshToken: 'sid.1.mac',
  refreshExpiresIn: 5_184_000,
};

/** A transport whose `fetch` gives `answer`, and what was sent. */
function open(answer: () => Response | Promise<Response>, mode: 'bearer' | 'cookie' = 'bearer') {
  const sent: { url: string; init: RequestInit | undefined }[] = [];
  const fetch: typeof globalThis.fetch = async (url, init) => {
    sent.push({ url: String(url), init });
    return answer();
  };
  return { sent, transport: fetchTransport({ url: '/trpc/', mode, fetch }) };
}

function refusal(reason: string, status: number, headers: Record<string, string> = {}): Response {
  return Response.json({ error: { message: reason, code: -32001, data: { reason, httpStatus: status } } }, { status, headers });
}

describe('fetchTransport', () => {
  it('speaks the wire format of tRPC', async () => {
    const { sent, transport } = open(() => Response.json({ result: { data: GRANT } }));
    await expect(transport.login('key')).resolves.toMatchObject({ anonId: GRANT.anonId, refreshToken: 'sid.1.mac' });
    await transport.refresh('sid.1.mac');
    expect(sent.map(({ url }) => url)).toEqual(['/trpc/anon.login', '/trpc/anon.refresh']);
    expect(sent.map(({ init }) => init?.body)).toEqual(['{"idempotencyKey":"key"}', '{"refreshToken":"sid.1.mac"}']);
    expect(sent[0]?.init).toMatchObject({ method: 'POST', credentials: 'same-origin', redirect: 'error', keepalive: false });
  });

  it('leaves the refresh token to the cookie in cookie mode', async () => {
    const { sent, transport } = open(() => Response.json({ result: { data: GRANT } }), 'cookie');
    await expect(transport.refresh(null)).resolves.toMatchObject({ refreshToken: '' });
    expect(sent[0]?.init).toMatchObject({ credentials: 'include', body: '{}', headers: { 'x-passerby-session': 'cookie' } });
  });

  it('sends logout so that it outlives the page', async () => {
    const { sent, transport } = open(() => Response.json({ result: { data: {} } }));
    await transport.logout('sid.1.mac');
    expect(sent[0]?.init).toMatchObject({ keepalive: true });
  });

  it.each(['SESSION_REVOKED', 'SOME_NEWER_REASON'])('rejects with the reason %s', async (reason) => {
    const { transport } = open(() => refusal(reason, 401));
    await expect(transport.refresh('x')).rejects.toEqual(new SessionRefused(reason));
  });

  it.each([
    ['network failure', () => Promise.reject(new TypeError('Failed to fetch'))],
    ['a fault of the server', () => refusal('INTERNAL', 500)],
    ['a full server', () => refusal('OVERLOADED', 503)],
    ['a rate limit', () => refusal('RATE_LIMITED', 429)],
    ["a captive portal's page", () => new Response('<html>Log in to the hotel</html>')],
    ["a proxy's refusal", () => new Response('Forbidden', { status: 403 })],
    ['a refusal that names no reason', () => Response.json({ error: { message: 'no' } }, { status: 401 })],
    ['an answer without a session', () => Response.json({ result: { data: {} } })],
    ['an access token that is no header value', () => Response.json({ result: { data: { ...GRANT, accessToken: 'a\nb' } } })],
    ['a missing refresh token', () => Response.json({ result: { data: { ...GRANT, refreshToken: '' } } })],
  ])('takes %s for an unreachable server', async (_name, answer) => {
    await expect(open(answer).transport.refresh('x')).rejects.toBeInstanceOf(SessionUnreachable);
  });

  it.each([
    ['7', 7_000],
    ['999999', 3_600_000],
    ['Wed, 21 Oct 2026 07:28:00 GMT', null],
    ['-1', null],
  ])('reads Retry-After: %s as %s ms', async (value, retryAfterMs) => {
    const { transport } = open(() => refusal('OVERLOADED', 503, { 'retry-after': value }));
    await expect(transport.login('key')).rejects.toMatchObject({ retryAfterMs });
  });

  it('gives up after the time limit', async () => {
    const fetch: typeof globalThis.fetch = (_url, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
      });
    const transport = fetchTransport({ url: '/trpc', fetch, timeoutMs: 20 });
    await expect(transport.login('key')).rejects.toBeInstanceOf(SessionUnreachable);
  });
});
