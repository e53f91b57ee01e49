import { describe, expect, it } from 'vitest';
import { ACTION_MAX_CHARS, BODY_MAX_BYTES } from '../../shared/limits.ts';
import { NAUGHTY_STRINGS } from '../support/naughty-strings.ts';
import { openDoor } from '../support/open-door.ts';
import { requestText, sendBytes } from '../support/wire.ts';

const ACT = '/trpc/items.addAction';
const DEEP = 30_000;

describe('a body that is not JSON in UTF-8 is refused with BODY_INVALID', () => {
  const BODIES: readonly (readonly [name: string, body: string | Uint8Array])[] = [
    ['cut off', '{"action":'],
    ['a bare word', 'forged'],
    ['with a comment', '{"action":"forged"/**/}'],
    ['with single quotes', "{'action':'forged'}"],
    ['with a trailing comma', '{"action":"forged",}'],
    ['with something behind it', '{"action":"forged"}{}'],
    ['with a raw control character in a string', '{"action":"for\u0001ged"}'],
    ['NaN', '{"action":NaN}'],
    ['nested 30,000 deep and cut off', '['.repeat(DEEP)],
    ['in UTF-16', Buffer.from('{"action":"forged"}', 'utf16le')],
    ['with a byte that is not UTF-8', Buffer.concat([Buffer.from('{"action":"a'), Buffer.from([0xff]), Buffer.from('b"}')])],
    ['with a surrogate encoded in UTF-8', Buffer.concat([Buffer.from('{"action":"a'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('b"}')])],
  ];

  it.each(BODIES)('%s', async (_name, body) => {
    await using door = await openDoor();
    await door.expectRefused(await door.post(ACT, body), 'BODY_INVALID');
  });

  it('and so is the input parameter of a query', async () => {
    await using door = await openDoor();
    const headers = { authorization: `Bearer ${door.tokens.accessToken}` };
    await door.expectRefused(await door.fetch('/trpc/items.list?input=%7B', { headers }), 'BODY_INVALID');
  });
});

describe('input that does not fit is refused with INPUT_INVALID', () => {
  const INPUTS: readonly (readonly [name: string, input: string])[] = [
    ['null', 'null'],
    ['a text', '"forged"'],
    ['a list', '[]'],
    ['a list nested 30,000 deep', '['.repeat(DEEP) + ']'.repeat(DEEP)],
    ['an action nested 30,000 deep', `{"action":${'['.repeat(DEEP)}${']'.repeat(DEEP)}}`],
    ['no action', '{}'],
    ['an empty action', '{"action":""}'],
    ['an action of nothing but spaces', '{"action":" \\t\\n "}'],
    ['an action that is a number', '{"action":1e400}'],
    ['an action of 201 characters', JSON.stringify({ action: 'x'.repeat(ACTION_MAX_CHARS + 1) })],
    ['an unknown key', '{"action":"forged","isAdmin":true}'],
    ['the visitor of somebody else', '{"action":"forged","anonId":"019bc186-de00-7386-b706-df12b639dce6"}'],
    ['6,000 keys like numbers', `{"action":"forged",${Array.from({ length: 6000 }, (_, index) => `"${index}":0`).join(',')}}`],
    ['__proto__', '{"action":"forged","__proto__":{"itemId":"fountain-pen"}}'],
    ['__proto__ with the action inside', '{"__proto__":{"action":"forged"}}'],
    ['constructor', '{"action":"forged","constructor":{"prototype":{"isAdmin":true}}}'],
    ['prototype', '{"action":"forged","prototype":{}}'],
    ['toJSON', '{"action":"forged","toJSON":{}}'],
    ['a lone high surrogate', '{"action":"a\\ud800b"}'],
    ['a lone low surrogate', '{"action":"\\udc00"}'],
    ['surrogates in the wrong order', '{"action":"\\udc00\\ud800"}'],
    ['NUL', '{"action":"a\\u0000b"}'],
    ['a line feed', '{"action":"a\\nb"}'],
    ['a carriage return', '{"action":"a\\rb"}'],
    ['an escape sequence', '{"action":"\\u001b[31mred"}'],
    ['DEL', '{"action":"a\\u007fb"}'],
    ['a C1 control', '{"action":"a\\u0085b"}'],
    ['a line separator', '{"action":"a\\u2028b"}'],
    ['an item that is not a slug', '{"action":"forged","itemId":"../fountain-pen"}'],
    ['an item named __proto__', '{"action":"forged","itemId":"__proto__"}'],
    ['an item of NUL', '{"action":"forged","itemId":"fountain-pen\\u0000"}'],
    ['an id that is not a UUID', '{"action":"forged","id":"1"}'],
    ['an id that is an object', '{"action":"forged","id":{"toString":"x"}}'],
  ];

  it.each(INPUTS)('%s', async (_name, input) => {
    await using door = await openDoor();
    await door.expectRefused(await door.post(ACT, input), 'INPUT_INVALID');
  });

  it('a login with an idempotency key that could be guessed', async () => {
    await using door = await openDoor();
    for (const idempotencyKey of ['', 'short', 'x'.repeat(21), 'x'.repeat(129), 'x'.repeat(21).concat('\n')]) {
      await door.expectRefused(await door.post('/trpc/anon.login', { idempotencyKey }), 'INPUT_INVALID');
    }
  });

  it('and Object.prototype is as it was', async () => {
    await using door = await openDoor();
    const before = Object.getOwnPropertyNames(Object.prototype);
    const batch = '{"0":{"action":"forged","__proto__":{"polluted":1}},"__proto__":{"polluted":1}}';
    await door.expectRefused(await door.post(`${ACT}?batch=1`, batch), 'INPUT_INVALID');
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('what the input names', () => {
  it('an item that does not exist is refused with ITEM_NOT_FOUND', async () => {
    await using door = await openDoor();
    for (const itemId of ['no-such-item', 'constructor', 'tostring', 'fountain-pen-2']) {
      await door.expectRefused(await door.post(ACT, { action: 'like', itemId }), 'ITEM_NOT_FOUND');
    }
  });

  it('an action id of somebody else is free to use: ids are per visitor', async () => {
    await using door = await openDoor();
    const id = '6f1f2c9e-8f0a-4d3c-9b57-0c6a5f7e1d22';
    expect((await door.post(ACT, { action: 'like', id })).status).toBe(200);
    const { accessToken } = await door.app.login();
    expect((await door.post(ACT, { action: 'save', id }, { authorization: `Bearer ${accessToken}` })).status).toBe(200);
  });

  it('naughty strings that are legal are stored and come back unchanged', async () => {
    await using door = await openDoor();
    for (const action of NAUGHTY_STRINGS) expect((await door.post(ACT, { action })).status, action).toBe(200);
    const { actions } = await door.app.app.caller(door.tokens.accessToken).items.list({ limit: 100 });
    expect(actions.map(({ action }) => action)).toEqual([...NAUGHTY_STRINGS.toReversed(), 'arrive']);
  });
});

describe('the kind and size of a body', () => {
  const FORM = new FormData();
  FORM.set('action', 'forged');
  const KINDS: readonly (readonly [name: string, body: BodyInit | null, contentType: string | null])[] = [
    ['text/plain', '{"action":"forged"}', null],
    ['a form', new URLSearchParams({ action: 'forged' }), null],
    ['a multipart form', FORM, null],
    ['a multipart form of JSON', '{"action":"forged"}', 'multipart/form-data; boundary=x'],
    ['bytes', '{"action":"forged"}', 'application/octet-stream'],
    ['a type that only begins with application/json', '{"action":"forged"}', 'application/jsonx'],
    ['JSON with garbage behind its name', '{"action":"forged"}', 'application/json garbage'],
    ['two types', '{"action":"forged"}', 'text/plain, application/json'],
    ['an empty type', Buffer.from('{"action":"forged"}'), ''],
    ['no type', Buffer.from('{"action":"forged"}'), null],
  ];

  it.each(KINDS)('%s is refused with MEDIA_TYPE_UNSUPPORTED', async (_name, body, contentType) => {
    await using door = await openDoor();
    const authorization = `Bearer ${door.tokens.accessToken}`;
    const headers: Record<string, string> = contentType === null ? { authorization } : { authorization, 'content-type': contentType };
    await door.expectRefused(await door.fetch(ACT, { method: 'POST', headers, body }), 'MEDIA_TYPE_UNSUPPORTED');
    // A web page of any origin can send these: not even a login comes of it.
    await door.expectRefused(await door.fetch('/trpc/anon.login', { method: 'POST', headers, body }), 'MEDIA_TYPE_UNSUPPORTED');
  });

  it('64 KB are read', async () => {
    await using door = await openDoor();
    const input = '{"action":"fits"}';
    expect((await door.post(ACT, input.padEnd(BODY_MAX_BYTES))).status).toBe(200);
  });

  it('a byte more is refused with BODY_TOO_LARGE', async () => {
    await using door = await openDoor();
    await door.expectRefused(await door.post(ACT, '{"action":"forged"}'.padEnd(BODY_MAX_BYTES + 1)), 'BODY_TOO_LARGE');
  });

  it('a body that hides its length in chunks is refused with BODY_TOO_LARGE', async () => {
    await using door = await openDoor();
    const chunk = `2000\r\n${' '.repeat(0x2000)}\r\n`;
    const head = ['POST /trpc/anon.login HTTP/1.1', 'Host: localhost', 'Content-Type: application/json', 'Transfer-Encoding: chunked', 'Connection: close'];
    const answer = await sendBytes(door.origin, `${head.join('\r\n')}\r\n\r\n${chunk.repeat(9)}0\r\n\r\n`);
    await door.expectRefused(answer, 'BODY_TOO_LARGE');
  });

  it('100 MB announced are refused before they come', async () => {
    await using door = await openDoor();
    const text = requestText('POST', ACT, [['Host', 'localhost'], ['Content-Type', 'application/json']]);
    const answer = await sendBytes(door.origin, text.replace('Content-Length: 0', 'Content-Length: 104857600'));
    await door.expectRefused(answer, 'BODY_TOO_LARGE');
  });

  it('a call without a body is a call without input', async () => {
    await using door = await openDoor();
    const headers = { 'content-type': 'application/json' };
    expect((await door.fetch('/trpc/anon.login', { method: 'POST', headers })).status).toBe(200);
  });

  // Without either header there is no body (RFC 9112 §6.3), whatever type it is said to have.
  it.each(['/trpc/anon.login', '/trpc/anon.login?batch=1', '/anon/login'])('a POST to %s that announces no length is answered, not waited for', async (path) => {
    await using door = await openDoor();
    const head = [`POST ${path} HTTP/1.1`, 'Host: localhost', 'Content-Type: application/json', 'Connection: close'];
    expect((await sendBytes(door.origin, `${head.join('\r\n')}\r\n\r\n`)).status).toBe(200);
  });
});
