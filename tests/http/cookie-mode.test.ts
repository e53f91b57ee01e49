import { describe, expect, it } from 'vitest';
import { createTestApp } from '../support/test-app.ts';

const COOKIE_MODE = { SESSION_COOKIE: 'true', CORS_ORIGINS: 'https://shop.example' };
const ASKING = { 'content-type': 'application/json', 'x-passerby-session': 'cookie' };

interface Answer {
  readonly status: number;
  readonly setCookie: string | null;
  readonly data: { readonly anonId?: string; readonly accessToken?: string; readonly refreshToken?: string };
  readonly reason: string | undefined;
}

async function call(origin: string, name: string, headers: Readonly<Record<string, string>> = {}, input: unknown = {}): Promise<Answer> {
  const response = await fetch(`${origin}/trpc/${name}`, { method: 'POST', headers: { ...ASKING, ...headers }, body: JSON.stringify(input) });
  const body = (await response.json()) as { result?: { data: Answer['data'] }; error?: { data: { reason: string } } };
  return { status: response.status, setCookie: response.headers.get('set-cookie'), data: body.result?.data ?? {}, reason: body.error?.data.reason };
}

function cookieOf({ setCookie }: Answer): string {
  return setCookie?.split(';')[0] ?? '';
}

describe('cookie mode', () => {
  it('gives the refresh token to a __Host- cookie that no script reads, and not to the page', async () => {
    await using app = await createTestApp(COOKIE_MODE);
    const answer = await call(await app.listen(), 'anon.login');
    expect(answer.setCookie).toMatch(/^__Host-passerby=[^;]+; Max-Age=5184000; Path=\/; Secure; HttpOnly; SameSite=Strict$/);
    expect(answer.data.refreshToken).toBe('');
    expect(answer.data.accessToken).toBeDefined();
  });

  it('refreshes with the cookie alone, in the lean door and in a batch of one', async () => {
    await using app = await createTestApp(COOKIE_MODE);
    const origin = await app.listen();
    const login = await call(origin, 'anon.login');
    const refresh = await call(origin, 'anon.refresh', { cookie: `other=1; ${cookieOf(login)}` });
    expect(refresh.data.anonId).toBe(login.data.anonId);
    expect(refresh.data.refreshToken).toBe('');
    expect(cookieOf(refresh)).not.toBe(cookieOf(login));
    const stock = await fetch(`${origin}/trpc/anon.refresh?batch=1&x=1`, { method: 'POST', headers: { ...ASKING, cookie: cookieOf(refresh) }, body: '{"0":{}}' });
    expect(stock.headers.get('set-cookie')).toContain('__Host-passerby=');
  });

  it('finds the visitor of the cookie again at login, and makes a new one when the session is over', async () => {
    await using app = await createTestApp(COOKIE_MODE);
    const origin = await app.listen();
    const first = await call(origin, 'anon.login');
    const again = await call(origin, 'anon.login', { cookie: cookieOf(first) });
    expect(again.data.anonId).toBe(first.data.anonId);
    const logout = await call(origin, 'anon.logout', { cookie: cookieOf(again) });
    expect(logout.setCookie).toMatch(/^__Host-passerby=; Max-Age=0;/);
    const later = await call(origin, 'anon.login', { cookie: cookieOf(again) });
    expect(later.data.anonId).not.toBe(first.data.anonId);
  });

  it('refuses a page of another site, and leaves the session as it was', async () => {
    await using app = await createTestApp(COOKIE_MODE);
    const origin = await app.listen();
    const login = await call(origin, 'anon.login');
    for (const name of ['anon.refresh', 'anon.logout', 'anon.login']) {
      const answer = await call(origin, name, { cookie: cookieOf(login), 'sec-fetch-site': 'cross-site' });
      expect(answer).toMatchObject({ status: 403, reason: 'CROSS_SITE_REFUSED', setCookie: null });
    }
    expect((await call(origin, 'anon.refresh', { cookie: cookieOf(login) })).status).toBe(200);
  });

  it('does not look at the cookie of a request that does not ask for it: a form cannot', async () => {
    await using app = await createTestApp(COOKIE_MODE);
    const origin = await app.listen();
    const login = await call(origin, 'anon.login');
    expect(await call(origin, 'anon.refresh', { cookie: cookieOf(login), 'x-passerby-session': '' })).toMatchObject({ status: 401, reason: 'TOKEN_MISSING' });
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      expect(await call(origin, 'anon.logout', { cookie: cookieOf(login), 'content-type': type })).toMatchObject({ status: 415 });
    }
    expect((await call(origin, 'anon.refresh', { cookie: cookieOf(login) })).status).toBe(200);
  });

  it('lets pages of listed origins send the cookie, and no others', async () => {
    await using app = await createTestApp(COOKIE_MODE);
    const origin = await app.listen();
    for (const [page, allowed] of [['https://shop.example', 'true'], ['https://elsewhere.example', null]] as const) {
      const headers = { origin: page, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type,x-passerby-session' };
      const preflight = await fetch(`${origin}/trpc/anon.refresh`, { method: 'OPTIONS', headers });
      expect(preflight.headers.get('access-control-allow-credentials')).toBe(allowed);
      const answer = await fetch(`${origin}/trpc/anon.login`, { method: 'POST', headers: { ...ASKING, origin: page }, body: '{}' });
      expect(answer.headers.get('access-control-allow-credentials')).toBe(allowed);
    }
  });

  it('is off unless it is configured: the page keeps its token', async () => {
    await using app = await createTestApp();
    const answer = await call(await app.listen(), 'anon.login');
    expect(answer.setCookie).toBeNull();
    expect(answer.data.refreshToken).not.toBe('');
  });

  it('never lets any localhost page send the cookie when no origins are listed', async () => {
    await using app = await createTestApp({ SESSION_COOKIE: 'true' });
    const answer = await fetch(`${await app.listen()}/trpc/anon.login`, { method: 'POST', headers: { ...ASKING, origin: 'http://localhost:9999' }, body: '{}' });
    expect(answer.headers.get('access-control-allow-origin')).toBe('http://localhost:9999');
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  });
});
