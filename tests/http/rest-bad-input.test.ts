import { describe, expect, it } from 'vitest';
import { ERRORS, type Reason } from '../../shared/errors.ts';
import { type FailureResponse, failureResponse } from '../../shared/rest.schema.ts';
import { Refusal } from '../../server/refusal.ts';
import { createTestApp } from '../support/test-app.ts';
import { bodyOf, JSON_TYPE, RestClient, reasonOf, sendRaw } from './rest-client.ts';

const ITEMS = '/items/my_anonymous_items';
const ADD = '/items/add_action';

function expectFailure(answer: { readonly status: number; readonly text: string }, reason: Reason): FailureResponse {
  const body = failureResponse.parse(JSON.parse(answer.text));
  expect([body.error.data.reason, answer.status]).toEqual([reason, ERRORS[reason].status]);
  expect(body.error.message).toBe(ERRORS[reason].message);
  return body;
}

describe('REST without good credentials', () => {
  const INVALID = 'Bearer error="invalid_token", error_description="The token is not one of ours."';
  const MALFORMED = /^Bearer error="invalid_request"/;
  it.each<[string, Record<string, string | string[]>, Reason, string | RegExp]>([
    ['no token', {}, 'TOKEN_MISSING', /^Bearer$/],
    ['another scheme', { authorization: 'Basic dXNlcjpwYXNz' }, 'TOKEN_MISSING', /^Bearer$/],
    ['garbage for a token', { authorization: 'Bearer garbage' }, 'TOKEN_INVALID', INVALID],
    ['a token of 15 KB', { authorization: `Bearer ${'a'.repeat(15_000)}` }, 'TOKEN_INVALID', INVALID],
    ['the scheme alone', { authorization: 'Bearer' }, 'AUTHORIZATION_MALFORMED', MALFORMED],
    ['two words behind the scheme', { authorization: 'Bearer a b' }, 'AUTHORIZATION_MALFORMED', MALFORMED],
    ['two Authorization headers', { authorization: ['Bearer a', 'Bearer b'] }, 'AUTHORIZATION_MALFORMED', MALFORMED],
  ])('refuses %s', async (_name, headers, reason, challenge) => {
    await using app = await createTestApp();
    const answer = await sendRaw((await app.listen()) + ITEMS, { method: 'GET', headers });
    expectFailure(answer, reason);
    expect(answer.headers['www-authenticate']).toMatch(challenge);
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('refuses a token that has run out', async () => {
    await using app = await createTestApp();
    const client = await RestClient.login(await app.listen());
    app.clock.advance({ minutes: 11 });
    const response = await client.get(ITEMS);
    expect([response.status, await reasonOf(response)]).toEqual([401, 'TOKEN_EXPIRED']);
  });

  it('asks for the token before it looks at the input', async () => {
    await using app = await createTestApp();
    const origin = await app.listen();
    for (const query of ['', '?action=like', '?action=%ED%A0%80']) {
      const response = await fetch(origin + ADD + query, { method: 'POST', headers: JSON_TYPE, body: '{' });
      expect(await reasonOf(response)).toBe('TOKEN_MISSING');
    }
  });
});

describe('POST /items/add_action with a bad query', () => {
  it.each<[string, string, Reason]>([
    ['no action', '', 'INPUT_INVALID'],
    ['an empty action', '?action=', 'INPUT_INVALID'],
    ['an action of blanks', '?action=%20%20', 'INPUT_INVALID'],
    ['201 characters', `?action=${'a'.repeat(201)}`, 'INPUT_INVALID'],
    ['the action twice', '?action=like&action=save', 'INPUT_INVALID'],
    ['the action as a list', '?action[]=like', 'INPUT_INVALID'],
    ['an unknown parameter', '?action=like&extra=1', 'INPUT_INVALID'],
    ['a parameter named __proto__', '?action=like&__proto__=x', 'INPUT_INVALID'],
    ['a parameter named constructor', '?action=like&constructor=x', 'INPUT_INVALID'],
    ['NUL', '?action=a%00b', 'INPUT_INVALID'],
    ['a line break', '?action=a%0Ab', 'INPUT_INVALID'],
    ['an escape sequence', '?action=%1B[31mred', 'INPUT_INVALID'],
    ['a C1 control character', '?action=a%C2%85b', 'INPUT_INVALID'],
    ['a lone surrogate in percent-encoding', '?action=%ED%A0%80', 'REQUEST_MALFORMED'],
    ['octets that are not UTF-8', '?action=%FF%FE', 'REQUEST_MALFORMED'],
    ['an overlong encoding', '?action=%C0%AF', 'REQUEST_MALFORMED'],
    ['a stray percent sign', '?action=50%', 'REQUEST_MALFORMED'],
    ['an id that is no UUID', '?action=like&id=1', 'INPUT_INVALID'],
    ['an item id that is no slug', '?action=like&item_id=../etc', 'INPUT_INVALID'],
    ['an item that does not exist', '?action=like&item_id=no-such-item', 'ITEM_NOT_FOUND'],
  ])('refuses %s and stores nothing', async (_name, query, reason) => {
    await using app = await createTestApp();
    const client = await RestClient.login(await app.listen());
    const response = await client.post(ADD + query);
    expectFailure({ status: response.status, text: await response.text() }, reason);
    expect((await client.items()).previous_actions).toEqual([]);
  });

  it('names the parameter that does not fit and never its value', async () => {
    await using app = await createTestApp();
    const client = await RestClient.login(await app.listen());
    const response = await client.post(`${ADD}?action=like&item_id=Not%20A%20Slug`);
    const text = await response.text();
    const { issues } = expectFailure({ status: response.status, text }, 'INPUT_INVALID').error.data;
    expect(issues?.map(({ path }) => path)).toEqual(['item_id']);
    expect(text).not.toContain('Not A Slug');
  });
});

describe('REST with a bad body', () => {
  const deep = `{"refresh_token":${'['.repeat(30_000)}${']'.repeat(30_000)}}`;
  it.each<[string, string, string | Buffer, Reason]>([
    ['malformed JSON', 'application/json', '{"refresh_token":', 'BODY_INVALID'],
    ['two values', 'application/json', '{} {}', 'BODY_INVALID'],
    ['text that is not UTF-8', 'application/json', Buffer.from([0x7b, 0xff, 0x7d]), 'BODY_INVALID'],
    ['JSON that is called text', 'text/plain', '{"refresh_token":"x"}', 'MEDIA_TYPE_UNSUPPORTED'],
    ['a form', 'application/x-www-form-urlencoded', 'refresh_token=x', 'MEDIA_TYPE_UNSUPPORTED'],
    ['no content type', '', '{"refresh_token":"x"}', 'MEDIA_TYPE_UNSUPPORTED'],
    ['a content type that is none', 'json', '{"refresh_token":"x"}', 'MEDIA_TYPE_UNSUPPORTED'],
    ['more than 64 KB', 'application/json', JSON.stringify({ refresh_token: 'x'.repeat(65_536) }), 'BODY_TOO_LARGE'],
    ['more than 64 KB of a type that is not read', 'text/plain', 'x'.repeat(65_537), 'BODY_TOO_LARGE'],
    ['nesting of 30,000', 'application/json', deep, 'INPUT_INVALID'],
    ['no refresh token', 'application/json', '{}', 'INPUT_INVALID'],
    ['a list', 'application/json', '["refresh_token"]', 'INPUT_INVALID'],
    ['a string', 'application/json', '"refresh_token"', 'INPUT_INVALID'],
    ['a number for the token', 'application/json', '{"refresh_token":1e400}', 'INPUT_INVALID'],
    ['an unknown key', 'application/json', '{"refresh_token":"x","extra":1}', 'INPUT_INVALID'],
    ['the key in camel case', 'application/json', '{"refreshToken":"x"}', 'INPUT_INVALID'],
    ['a key named __proto__', 'application/json', '{"refresh_token":"x","__proto__":{"polluted":true}}', 'INPUT_INVALID'],
    ['a token of 5 KB', 'application/json', JSON.stringify({ refresh_token: 'x'.repeat(5_000) }), 'INPUT_INVALID'],
    ['a lone surrogate', 'application/json', '{"refresh_token":"\\ud800"}', 'TOKEN_INVALID'],
    ['NUL', 'application/json', '{"refresh_token":"\\u0000"}', 'TOKEN_INVALID'],
  ])('refuses %s', async (_name, type, body, reason) => {
    await using app = await createTestApp();
    const headers: Record<string, string> = type === '' ? {} : { 'content-type': type };
    const answer = await sendRaw(`${await app.listen()}/anon/refresh`, { method: 'POST', headers, body });
    expectFailure(answer, reason);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('makes no visitor for a login that it refuses', async () => {
    await using app = await createTestApp();
    const origin = await app.listen();
    for (const body of ['{"idempotency_key":"short"}', '{"idempotency_key":"\\ud800-and-at-least-22-characters"}', '{"name":"me"}', '{']) {
      const response = await fetch(`${origin}/anon/login`, { method: 'POST', headers: JSON_TYPE, body });
      expect(response.status).toBe(400);
    }
    expect(await app.app.store.db.selectFrom('anon_user').selectAll().execute()).toEqual([]);
  });

  it('refuses members in the body of add_action, where everything is in the query', async () => {
    await using app = await createTestApp();
    const client = await RestClient.login(await app.listen());
    const response = await client.post(`${ADD}?action=like`, { headers: JSON_TYPE, body: '{"action":"save"}' });
    expect(await reasonOf(response)).toBe('INPUT_INVALID');
    expect((await client.items()).previous_actions).toEqual([]);
  });
});

describe('REST with a method that a path does not answer', () => {
  it.each([
    ['GET', '/anon/login', 'POST'],
    ['DELETE', '/anon/me', 'GET, HEAD'],
    ['PUT', '/items/add_action', 'POST'],
    ['POST', '/items/my_anonymous_items', 'GET, HEAD'],
  ])('says for %s %s what would have been right', async (method, path, allow) => {
    await using app = await createTestApp();
    const response = await fetch((await app.listen()) + path, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, allow]);
    expect(await reasonOf(response)).toBe('METHOD_NOT_SUPPORTED');
  });
});

describe('REST when something goes wrong on our side', () => {
  it('says INTERNAL with an error id and not a word of the cause', async () => {
    await using app = await createTestApp();
    const client = await RestClient.login(await app.listen());
    app.app.services.items.list = () => Promise.reject(new Error('SELECT secret FROM somewhere'));
    const response = await client.get(ITEMS);
    const text = await response.text();
    expect(expectFailure({ status: response.status, text }, 'INTERNAL').error.data.errorId).toMatch(/^[\w-]{8,}$/);
    expect(text).not.toMatch(/secret|SELECT|at .*\.ts/);
  });

  it('says when to try again while the database does not answer', async () => {
    await using app = await createTestApp();
    const client = await RestClient.login(await app.listen());
    app.app.services.items.list = () => Promise.reject(new Refusal('STORAGE_UNAVAILABLE', { retryAfterSeconds: 3 }));
    const response = await client.get(ITEMS);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '3']);
    expect((await bodyOf<FailureResponse>(response)).error.data.retryAfterSeconds).toBe(3);
  });
});
