import { describe, expect, it } from 'vitest';
import { openDoor } from '../support/open-door.ts';

const ME = '/trpc/anon.me';
const SHOP = 'https://shop.example';

function preflight(origin: string, method = 'POST', headers = 'authorization,content-type'): RequestInit {
  return { method: 'OPTIONS', headers: { origin, 'access-control-request-method': method, 'access-control-request-headers': headers } };
}

describe('a preflight', () => {
  it('from an allowed origin is answered, for a day, with what a client needs', async () => {
    await using door = await openDoor({ CORS_ORIGINS: SHOP });
    const { status, headers, body } = await door.fetch(ME, preflight(SHOP));
    expect([status, body]).toEqual([204, '']);
    expect(headers.get('access-control-allow-origin')).toBe(SHOP);
    expect(headers.get('access-control-allow-methods')).toBe('GET, POST');
    expect(headers.get('access-control-allow-headers')?.toLowerCase()).toContain('authorization');
    expect(headers.get('access-control-allow-headers')?.toLowerCase()).toContain('content-type');
    expect(headers.get('access-control-max-age')).toBe('86400');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    expect(headers.get('vary')?.toLowerCase()).toContain('origin');
  });

  const STRANGERS = [
    'https://evil.example',
    'https://shop.example.evil.example',
    'https://evilshop.example',
    'https://sub.shop.example',
    'http://shop.example',
    'https://shop.example:8443',
    'https://shop.example/',
    'HTTPS://SHOP.EXAMPLE',
    'https://shop.example, https://evil.example',
    'null',
    '*',
    'http://localhost:5173',
  ];

  it.each(STRANGERS)('from %s is not', async (origin) => {
    await using door = await openDoor({ CORS_ORIGINS: SHOP });
    for (const answer of [await door.fetch(ME, preflight(origin)), await door.fetch('/trpc/anon.login', preflight(origin))]) {
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
      expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
      await door.expectUntouched(answer);
    }
  });
});

describe('an answer', () => {
  it('to an allowed origin may be read, with its challenge and its pause, and without credentials', async () => {
    await using door = await openDoor({ CORS_ORIGINS: `${SHOP}, https://app.example` });
    for (const origin of [SHOP, 'https://app.example']) {
      const { status, headers } = await door.fetch(ME, { headers: { origin } });
      expect(status).toBe(401);
      expect(headers.get('access-control-allow-origin')).toBe(origin);
      expect(headers.get('access-control-expose-headers')).toBe('WWW-Authenticate, Retry-After');
      expect(headers.get('access-control-allow-credentials')).toBeNull();
      expect(headers.get('set-cookie')).toBeNull();
    }
  });

  it('to another origin may not, whatever comes of it', async () => {
    await using door = await openDoor({ CORS_ORIGINS: SHOP });
    const headers = { origin: 'https://evil.example' };
    for (const path of [ME, '/trpc/nothing', '/trpc/%E0', '/nothing', '/livez']) {
      expect((await door.fetch(path, { headers })).headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it('says that it depends on the origin', async () => {
    await using door = await openDoor({ CORS_ORIGINS: SHOP });
    for (const headers of [{ origin: SHOP }, { origin: 'https://evil.example' }, {}]) {
      expect((await door.fetch(ME, { headers })).headers.get('vary')?.toLowerCase()).toContain('origin');
    }
  });

  it('of the server itself can be read from an allowed origin when the request was refused before any route', async () => {
    await using door = await openDoor({ CORS_ORIGINS: SHOP });
    const headers = { origin: SHOP, 'content-type': 'application/json' };
    for (const body of ['{', 'x'.repeat(70_000)]) {
      const answer = await door.fetch('/trpc/anon.login', { method: 'POST', headers, body });
      expect(answer.headers.get('access-control-allow-origin')).toBe(SHOP);
    }
  });
});

describe('without CORS_ORIGINS', () => {
  it.each(['http://localhost:5173', 'http://localhost', 'https://localhost:8443', 'http://127.0.0.1:3000', 'http://[::1]:3000'])('%s may call', async (origin) => {
    await using door = await openDoor();
    expect((await door.fetch(ME, preflight(origin))).headers.get('access-control-allow-origin')).toBe(origin);
  });

  it.each(['http://localhost.evil.example', 'http://evil.example#localhost', 'http://localhost:5173.evil.example', 'http://127.0.0.1.evil.example', 'http://127.0.0.2', 'null', 'file://'])(
    '%s may not',
    async (origin) => {
      await using door = await openDoor();
      expect((await door.fetch(ME, preflight(origin))).headers.get('access-control-allow-origin')).toBeNull();
    },
  );
});
