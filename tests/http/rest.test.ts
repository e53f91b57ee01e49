import { describe, expect, it } from 'vitest';
import { REST_ACTIONS_MAX, type RestAddActionResponse, type RestTokenResponse } from '../../shared/rest.schema.ts';
import { createTestApp } from '../support/test-app.ts';
import { bodyOf, JSON_TYPE, RestClient, reasonOf } from './rest-client.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const TOKENS = {
  access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
  token_type: 'Bearer',
  expires_in: expect.any(Number),
  refresh_token: expect.any(String),
  anon_id: expect.stringMatching(UUID),
};

describe('POST /anon/login', () => {
  const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
  it.each([
    ['no body', {}],
    ['an empty body that is called JSON', { headers: JSON_TYPE, body: '' }],
    ['an empty body that is called a form, as axios does', { headers: FORM, body: '' }],
    ['an empty object', { headers: JSON_TYPE, body: '{}' }],
    ['null', { headers: JSON_TYPE, body: 'null' }],
  ])('answers %s with exactly the five members of its shape', async (_name, init) => {
    await using app = await createTestApp();
    const response = await fetch(`${await app.listen()}/anon/login`, { method: 'POST', ...init });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toStrictEqual(TOKENS);
  });

  it('gives the same visitor for the same idempotency key and another one without', async () => {
    await using app = await createTestApp();
    const origin = await app.listen();
    const login = async (body: object) =>
      bodyOf<RestTokenResponse>(await fetch(`${origin}/anon/login`, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(body) }));
    const key = { idempotency_key: 'a-key-of-at-least-22-characters' };
    const [first, second, other] = [await login(key), await login(key), await login({})];
    expect(second.anon_id).toBe(first.anon_id);
    expect(other.anon_id).not.toBe(first.anon_id);
  });

  it('ignores a bad Authorization header, since login needs none', async () => {
    await using app = await createTestApp();
    const response = await fetch(`${await app.listen()}/anon/login`, { method: 'POST', headers: { authorization: 'Bearer stale' } });
    expect(response.status).toBe(200);
  });
});

describe('POST /anon/refresh', () => {
  it('trades the refresh token for a pair that works', async () => {
    await using app = await createTestApp();
    const client = await RestClient.login(await app.listen());
    const body = JSON.stringify({ refresh_token: client.tokens.refresh_token });
    const response = await client.post('/anon/refresh', { headers: JSON_TYPE, body });
    expect(response.headers.get('cache-control')).toBe('no-store');
    const tokens = await bodyOf<RestTokenResponse>(response);
    expect(tokens).toStrictEqual({ ...TOKENS, anon_id: client.tokens.anon_id });
    expect(tokens.refresh_token).not.toBe(client.tokens.refresh_token);
    const me = await fetch(`${client.origin}/anon/me`, { headers: { authorization: `Bearer ${tokens.access_token}` } });
    expect(me.status).toBe(200);
  });

  it('ends the session when a replaced token comes back, and says so', async () => {
    await using app = await createTestApp();
    const client = await RestClient.login(await app.listen());
    const old = { headers: JSON_TYPE, body: JSON.stringify({ refresh_token: client.tokens.refresh_token }) };
    const fresh = await bodyOf<RestTokenResponse>(await client.post('/anon/refresh', old));
    await fetch(`${client.origin}/anon/me`, { headers: { authorization: `Bearer ${fresh.access_token}` } });
    app.clock.advance({ minutes: 2 });
    const response = await client.post('/anon/refresh', old);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toContain('error="invalid_token"');
    expect(await reasonOf(response)).toBe('REFRESH_REUSED');
  });
});

describe('POST /anon/logout', () => {
  it('ends the session, and succeeds again for the ended one', async () => {
    await using app = await createTestApp();
    const client = await RestClient.login(await app.listen());
    const init = { headers: JSON_TYPE, body: JSON.stringify({ refresh_token: client.tokens.refresh_token }) };
    for (let round = 1; round <= 2; round += 1) {
      const response = await client.post('/anon/logout', init);
      expect([response.status, await response.json()]).toStrictEqual([200, {}]);
    }
    const me = await client.get('/anon/me');
    expect([me.status, await reasonOf(me)]).toEqual([401, 'SESSION_REVOKED']);
  });
});

describe('GET /anon/me', () => {
  it('says who the token speaks for', async () => {
    await using app = await createTestApp();
    const client = await RestClient.login(await app.listen());
    expect(await (await client.get('/anon/me')).json()).toStrictEqual({
      anon_id: client.tokens.anon_id,
      session_id: expect.stringMatching(UUID),
      created_at: '2026-01-15T12:00:00.000Z',
      last_activity_at: '2026-01-15T12:00:00.000Z',
    });
  });
});

describe('GET /items/my_anonymous_items', () => {
  it('gives titles, what was touched first, and actions oldest first', async () => {
    await using app = await createTestApp();
    const client = await RestClient.login(await app.listen());
    await client.post('/items/add_action?action=view&item_id=indoor-fern');
    await client.post('/items/add_action?action=like&item_id=fountain-pen');
    const items = await client.items();
    expect(items).toStrictEqual({
      anon_id: client.tokens.anon_id,
      message: expect.any(String),
      your_items: expect.any(Array),
      previous_actions: ['view', 'like'],
    });
    expect(items.your_items).toHaveLength(24);
    expect(items.your_items.slice(0, 3)).toEqual(['Fountain pen', 'Indoor fern', 'Walnut desk lamp']);
  });

  it('speaks the language that is asked for', async () => {
    await using app = await createTestApp();
    const client = await RestClient.login(await app.listen());
    const response = await client.get('/items/my_anonymous_items', { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8' });
    expect(response.headers.get('content-language')).toBe('zh');
    const { your_items: titles, message } = await bodyOf<{ your_items: string[]; message: string }>(response);
    expect([...titles, message].every((text) => /\p{Script=Han}/u.test(text))).toBe(true);
  });

  it('is the same visitor that tRPC knows', async () => {
    await using app = await createTestApp();
    const client = await RestClient.login(await app.listen());
    await app.app.caller(client.tokens.access_token).items.addAction({ action: 'from tRPC' });
    expect((await client.items()).previous_actions).toEqual(['from tRPC']);
  });

  it(`gives the newest ${REST_ACTIONS_MAX} of more actions, oldest first`, async () => {
    await using app = await createTestApp();
    const client = await RestClient.login(await app.listen());
    const visitor = app.app.caller(client.tokens.access_token);
    for (let count = 1; count <= REST_ACTIONS_MAX + 5; count += 1) await visitor.items.addAction({ action: `step ${count}` });
    const { previous_actions: actions } = await client.items();
    expect(actions).toHaveLength(REST_ACTIONS_MAX);
    expect([actions[0], actions[1], actions.at(-1)]).toEqual(['step 6', 'step 7', `step ${REST_ACTIONS_MAX + 5}`]);
  });

  it('answers HEAD without a body', async () => {
    await using app = await createTestApp();
    const client = await RestClient.login(await app.listen());
    const response = await fetch(`${client.origin}/items/my_anonymous_items`, { method: 'HEAD', headers: client.bearer });
    expect([response.status, await response.text()]).toEqual([200, '']);
  });
});

describe('POST /items/add_action', () => {
  it('stores the action of the query and gives all, oldest first', async () => {
    await using app = await createTestApp();
    const client = await RestClient.login(await app.listen());
    await client.post('/items/add_action?action=first');
    const response = await client.post('/items/add_action?action=second');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toStrictEqual({
      anon_id: client.tokens.anon_id,
      message: expect.any(String),
      current_actions: ['first', 'second'],
    });
  });

  it.each([
    ['encoded by encodeURIComponent', '50%25%20off%20%26%20more', '50% off & more'],
    ['encoded as a form', 'a+b%2Bc', 'a b+c'],
    ['with an equals sign as it is', 'a=b', 'a=b'],
    ['in Chinese', '%E5%96%9C%E6%AC%A2', '喜欢'],
    ['with an emoji', '%F0%9F%8C%B1', '🌱'],
  ])('understands an action %s', async (_name, encoded, expected) => {
    await using app = await createTestApp();
    const client = await RestClient.login(await app.listen());
    const response = await client.post(`/items/add_action?action=${encoded}`);
    expect((await bodyOf<RestAddActionResponse>(response)).current_actions).toEqual([expected]);
  });

  it.each([['{}'], ['null'], ['']])('takes %j for a body that says nothing', async (body) => {
    await using app = await createTestApp();
    const client = await RestClient.login(await app.listen());
    expect((await client.post('/items/add_action?action=like', { headers: JSON_TYPE, body })).status).toBe(200);
  });

  it('stores an action that is sent twice with one id once', async () => {
    await using app = await createTestApp();
    const client = await RestClient.login(await app.listen());
    const path = '/items/add_action?action=like&id=6f1f2c9e-8f0a-4d3c-9b57-0c6a5f7e1d22';
    await client.post(path);
    const again = await client.post(path);
    expect((await bodyOf<RestAddActionResponse>(again)).current_actions).toEqual(['like']);
  });

  it('refuses an id that stands for another action', async () => {
    await using app = await createTestApp();
    const client = await RestClient.login(await app.listen());
    const id = '6f1f2c9e-8f0a-4d3c-9b57-0c6a5f7e1d22';
    await client.post(`/items/add_action?action=like&id=${id}`);
    const response = await client.post(`/items/add_action?action=save&id=${id}`);
    expect([response.status, await reasonOf(response)]).toEqual([409, 'ACTION_ID_CONFLICT']);
  });
});
