import { describe, expect, it } from 'vitest';
import { claimsOf, forge, type PartContent, withClaims } from '../support/forge.ts';
import { openDoor } from '../support/open-door.ts';
import { createTestApp } from '../support/test-app.ts';

const SECRET = 'a secret that two deployments share 0123456789';

describe('every claim is there, of its type, and ours (RFC 9068 §2.2)', () => {
  it.each(['iss', 'aud', 'sub', 'sid', 'gen', 'iat', 'exp', 'jti', 'token_use'])('a token without %s is refused', async (claim) => {
    await using door = await openDoor();
    await door.expectRefused(await door.act(await withClaims(door.app, door.tokens.accessToken, { [claim]: undefined })), 'TOKEN_INVALID');
    await door.expectRefused(await door.act(await withClaims(door.app, door.tokens.accessToken, { [claim]: null })), 'TOKEN_INVALID');
    await door.expectRefused(await door.act(await withClaims(door.app, door.tokens.accessToken, { [claim]: {} })), 'TOKEN_INVALID');
  });

  const CLAIMS: readonly (readonly [claim: string, values: readonly unknown[]])[] = [
    ['iss', ['', 'http://localhost:3000', 'http://localhost:3000/anonymous/', 'HTTP://LOCALHOST:3000/anonymous', 'https://evil.example/anonymous', ['http://localhost:3000/anonymous']]],
    ['aud', ['', '*', 'http://localhost:3000', ['http://localhost:3000/anonymous'], ['http://localhost:3000/anonymous', 'x']]],
    ['sub', ['', 'x', 1, '00000000-0000-0000-0000-000000000000', "' OR 1=1 --", '\ud800', '../x']],
    ['sid', ['', 'x', 1, "' OR 1=1 --", '\u0000']],
    ['gen', [0, -1, 1.5, '1', true, 2 ** 53]],
    ['iat', [-1, 1.5, '1768478400', true, 2 ** 53, 32503680000]],
    ['exp', [-1, 1.5, '9', '32503680000', true, 2 ** 53]],
    ['jti', ['', 'short', 1, 'x'.repeat(23)]],
    ['token_use', ['', 'access', 'member', 'Anonymous', ['anonymous']]],
  ];

  it.each(CLAIMS)('%s with another value is refused', async (claim, values) => {
    await using door = await openDoor();
    for (const value of values) {
      await door.expectRefused(await door.act(await withClaims(door.app, door.tokens.accessToken, { [claim]: value })), 'TOKEN_INVALID');
    }
  });

  it.each(['nbf', 'scope', 'client_id', 'role', 'is_admin', '__proto__', 'constructor'])('an unknown claim %s is refused', async (claim) => {
    await using door = await openDoor();
    const payload = `${JSON.stringify(claimsOf(door.tokens.accessToken)).slice(0, -1)},"${claim}":1}`;
    await door.expectRefused(await door.act(await forge(door.app, door.tokens.accessToken, { payload })), 'TOKEN_INVALID');
  });

  it.each([0, 1, 9])('an exp of %d is long past', async (exp) => {
    await using door = await openDoor();
    await door.expectRefused(await door.act(await withClaims(door.app, door.tokens.accessToken, { exp })), 'TOKEN_EXPIRED');
  });
});

describe('the payload has one spelling', () => {
  const PAYLOADS: readonly (readonly [name: string, change: (text: string) => PartContent])[] = [
    ['exp 1e400, which is Infinity and never expires,', (text) => text.replace(/"exp":\d+/, '"exp":1e400')],
    ['exp with an exponent', (text) => text.replace(/"exp":(\d+)/, '"exp":$1e0')],
    ['exp with a fraction of nothing', (text) => text.replace(/"exp":(\d+)/, '"exp":$1.0')],
    ['gen as minus zero', (text) => text.replace(/"gen":\d+/, '"gen":-0')],
    ['a number that is rounded', (text) => text.replace(/"exp":\d+/, '"exp":9007199254740993')],
    ['sub twice', (text) => text.replace('{', '{"sub":"019bc186-de00-7386-b706-df12b639dce6",')],
    ['exp twice', (text) => text.replace('}', ',"exp":32503680000}')],
    ['the same member twice', (text) => text.replace(/("exp":\d+)/, '$1,$1')],
    ['a member twice, once escaped,', (text) => text.replace('{', '{"s\\u0075b":"x",')],
    ['an escape', (text) => text.replace('"token_use"', '"token_us\\u0065"')],
    ['whitespace', (text) => text.replace(':', ': ')],
    ['a line feed behind it', (text) => `${text}\n`],
    ['a byte order mark', (text) => `\ufeff${text}`],
    ['a byte that is not UTF-8', (text) => Buffer.concat([Buffer.from(text.slice(0, -2)), Buffer.from([0xff]), Buffer.from('"}')])],
    ['an overlong encoding', (text) => Buffer.concat([Buffer.from(text.slice(0, -2)), Buffer.from([0xc0, 0xaf]), Buffer.from('"}')])],
    ['a surrogate in UTF-8', (text) => Buffer.concat([Buffer.from(text.slice(0, -2)), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"}')])],
    ['UTF-16', (text) => Buffer.from(text, 'utf16le')],
    ['a list', (text) => `[${text}]`],
    ['null', () => 'null'],
    ['a text', (text) => JSON.stringify(text)],
    ['nothing in it', () => '{}'],
    ['no JSON', (text) => text.slice(0, -1)],
    ['nesting of 1,000', () => '['.repeat(1000) + ']'.repeat(1000)],
  ];

  it.each(PAYLOADS)('%s is refused, signed with the real key', async (_name, change) => {
    await using door = await openDoor();
    const payload = change(JSON.stringify(claimsOf(door.tokens.accessToken)));
    await door.expectRefused(await door.act(await forge(door.app, door.tokens.accessToken, { payload })), 'TOKEN_INVALID');
  });
});

describe('tokens stay where they belong (RFC 8725bis §3.8)', () => {
  it('a token of another deployment is refused', async () => {
    await using here = await openDoor();
    await using there = await openDoor();
    await here.expectRefused(await here.act(there.tokens.accessToken), 'TOKEN_INVALID');
  });

  it('a token of a deployment with the same key and another origin is refused', async () => {
    await using here = await openDoor({ PASSERBY_SECRET: SECRET });
    const claims = claimsOf(here.tokens.accessToken);
    const foreign = JSON.stringify(claims).replaceAll('http://localhost:3000', 'https://shop.example');
    await here.expectRefused(await here.act(await forge(here.app, here.tokens.accessToken, { payload: foreign })), 'TOKEN_INVALID');
  });
});

describe('what a token tells (RFC 9068 §6)', () => {
  it('is random ids and times, and nothing about the person', async () => {
    await using app = await createTestApp();
    const { accessToken, anonId } = await app.login();
    const claims = claimsOf(accessToken);
    expect(Object.keys(claims)).toEqual(['iss', 'aud', 'sub', 'sid', 'gen', 'iat', 'exp', 'jti', 'token_use']);
    expect(claims).toMatchObject({ sub: anonId, token_use: 'anonymous', aud: 'http://localhost:3000/anonymous' });
    expect(claims['jti']).toMatch(/^[\w-]{22}$/);
  });

  it('is never the same twice, not even for the same visitor in the same second', async () => {
    await using app = await createTestApp();
    const login = { idempotencyKey: '6f1f2c9e-8f0a-4d3c-9b57-0c6a5f7e1d22' };
    const [one, other] = [await app.anonymous().anon.login(login), await app.anonymous().anon.login(login)];
    expect(one.anonId).toBe(other.anonId);
    expect(claimsOf(one.accessToken)['jti']).not.toBe(claimsOf(other.accessToken)['jti']);
  });

  it('lives up to 10 % shorter than configured, so that clients do not refresh in step', async () => {
    await using app = await createTestApp();
    const lives = await Promise.all(Array.from({ length: 100 }, async () => (await app.login()).expiresIn));
    expect(Math.max(...lives)).toBeLessThanOrEqual(600);
    expect(Math.min(...lives)).toBeGreaterThanOrEqual(540);
    expect(new Set(lives).size).toBeGreaterThan(10);
  });
});
