import { describe, expect, it } from 'vitest';
import { createTestApp } from '../support/test-app.ts';
import { RestClient } from './rest-client.ts';

const PAGE = 'http://localhost:5500';
const PREFLIGHT = {
  method: 'OPTIONS',
  headers: { origin: PAGE, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,content-type' },
};

describe('REST from another origin', () => {
  it.each(['/anon/login', '/anon/refresh', '/items/add_action?action=like'])('lets a browser ask before POST %s', async (path) => {
    await using app = await createTestApp();
    const response = await fetch((await app.listen()) + path, PREFLIGHT);
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe(PAGE);
    expect(response.headers.get('access-control-allow-methods')).toContain('POST');
    expect(response.headers.get('access-control-allow-headers')?.toLowerCase()).toMatch(/authorization.*content-type/);
    expect(Number(response.headers.get('access-control-max-age'))).toBeGreaterThan(600);
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('shows answers to the page, refusals and their headers included', async () => {
    await using app = await createTestApp();
    const client = await RestClient.login(await app.listen());
    const good = await client.get('/items/my_anonymous_items', { origin: PAGE });
    expect([good.status, good.headers.get('access-control-allow-origin')]).toEqual([200, PAGE]);
    const bad = await fetch(`${client.origin}/items/my_anonymous_items`, { headers: { origin: PAGE } });
    expect([bad.status, bad.headers.get('access-control-allow-origin')]).toEqual([401, PAGE]);
    expect(bad.headers.get('access-control-expose-headers')).toMatch(/WWW-Authenticate.*Retry-After/);
  });

  it('shows nothing to a page that is not on the list', async () => {
    await using app = await createTestApp({ CORS_ORIGINS: 'https://shop.example' });
    const origin = await app.listen();
    for (const init of [PREFLIGHT, { method: 'POST', headers: { origin: PAGE } }]) {
      const response = await fetch(`${origin}/anon/login`, init);
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
    }
    const listed = await fetch(`${origin}/anon/login`, { method: 'POST', headers: { origin: 'https://shop.example' } });
    expect(listed.headers.get('access-control-allow-origin')).toBe('https://shop.example');
  });

  it('gives the description to every page', async () => {
    await using app = await createTestApp({ CORS_ORIGINS: 'https://shop.example' });
    const response = await fetch(`${await app.listen()}/openapi.json`, { headers: { origin: 'https://editor.example' } });
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
  });
});
