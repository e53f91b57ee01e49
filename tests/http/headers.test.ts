import { describe, expect, it } from 'vitest';
import { openDoor } from '../support/open-door.ts';

const ME = '/trpc/anon.me';
const JSON_TYPE = { 'content-type': 'application/json' };

describe('the security headers', () => {
  const PAGES = ['/', '/docs', '/docs/static/nothing.js'];
  const DATA = ['/livez', '/.well-known/jwks.json', ME, '/trpc/items.list?batch=2', '/trpc/nothing', '/trpc/%E0'];

  it.each([...PAGES, ...DATA, '/nothing'])('stand on the answer of %s', async (path) => {
    await using door = await openDoor();
    const { headers } = await door.fetch(path);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('server')).toBeNull();
    expect(headers.get('set-cookie')).toBeNull();
  });

  it.each(PAGES)('let %s run what is its own', async (path) => {
    await using door = await openDoor();
    expect((await door.fetch(path)).headers.get('content-security-policy')).toContain("default-src 'self'");
  });

  it.each(DATA)('let a browser that takes %s for a page run nothing at all', async (path) => {
    await using door = await openDoor();
    expect((await door.fetch(path)).headers.get('content-security-policy')).toBe("default-src 'none';frame-ancestors 'none'");
  });

  it('let the page run its own scripts and nothing else', async () => {
    await using door = await openDoor();
    const policy = (await door.fetch('/')).headers.get('content-security-policy') ?? '';
    for (const directive of ["script-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"]) expect(policy.split(';')).toContain(directive);
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|\*/);
  });

  it('ask for HTTPS where the public address has it, and only there', async () => {
    await using plain = await openDoor();
    expect((await plain.fetch('/livez')).headers.get('strict-transport-security')).toBeNull();
    await using secure = await openDoor({ PUBLIC_ORIGIN: 'https://shop.example' });
    expect((await secure.fetch('/livez')).headers.get('strict-transport-security')).toContain('max-age=31536000');
    expect((await secure.fetch(ME)).headers.get('strict-transport-security')).toContain('max-age=31536000');
  });
});

describe('an answer with tokens or a visitor in it (RFC 6749 §5.1)', () => {
  it('is kept by no cache, whether it succeeds or fails', async () => {
    await using door = await openDoor();
    const bearer = { authorization: `Bearer ${door.tokens.accessToken}` };
    const { refreshToken } = door.tokens;
    const answers = [
      await door.post('/trpc/anon.login', {}),
      await door.post('/trpc/anon.refresh', { refreshToken }),
      await door.post('/trpc/anon.refresh?batch=1', { 0: { refreshToken } }),
      await door.fetch(ME, { headers: bearer }),
      await door.fetch('/trpc/items.list,anon.me?batch=1', { headers: bearer }),
      await door.fetch(ME),
      await door.post('/trpc/anon.login', '{'),
      await door.fetch('/trpc/nothing'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 401, 400, 404]);
    for (const { headers } of answers) expect(headers.get('cache-control')).toBe('no-store');
  });
});

describe('the challenge (RFC 6750 §3)', () => {
  it('carries no error where no token came', async () => {
    await using door = await openDoor();
    for (const headers of [{}, { authorization: 'Basic eA==' }]) {
      const answer = await door.fetch(ME, { headers });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
  });

  it('says invalid_token for a token that is refused, and why', async () => {
    await using door = await openDoor();
    const answer = await door.fetch(ME, { headers: { authorization: 'Bearer garbage' } });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token", error_description="The token is not one of ours."');
    door.app.clock.advance({ minutes: 11 });
    const expired = await door.fetch(ME, { headers: { authorization: `Bearer ${door.tokens.accessToken}` } });
    expect(expired.headers.get('www-authenticate')).toBe('Bearer error="invalid_token", error_description="The access token has expired."');
  });

  it('says invalid_request, with 400, for a header that is malformed (§3.1)', async () => {
    await using door = await openDoor();
    const answer = await door.fetch(ME, { headers: { authorization: 'Bearer one two' } });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer error="invalid_request", error_description="[^"\\]+"$/);
  });

  it('stands on a 207 when one of its calls was refused for its token', async () => {
    await using door = await openDoor();
    const headers = { ...JSON_TYPE, authorization: 'Bearer garbage' };
    const body = JSON.stringify({ 0: {}, 1: { action: 'forged' }, 2: { action: '' } });
    const answer = await door.fetch('/trpc/anon.login,items.addAction,items.addAction?batch=1', { method: 'POST', headers, body });
    expect(answer.status).toBe(207);
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
  });

  it('stands on no answer that is not about a token', async () => {
    await using door = await openDoor();
    const answers = [await door.post('/trpc/items.addAction', {}), await door.fetch('/trpc/nothing'), await door.fetch('/livez'), await door.post('/trpc/anon.login', {})];
    for (const { headers } of answers) expect(headers.get('www-authenticate')).toBeNull();
  });
});
