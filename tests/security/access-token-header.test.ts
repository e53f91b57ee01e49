import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { generateKeyPair, exportSPKI } from 'jose';
import { describe, expect, it } from 'vitest';
import { countingStore } from '../support/counting-store.ts';
import { type Forgery, forge, forgeHmac, headerOf, type PartContent, partsOf } from '../support/forge.ts';
import { NAUGHTY_STRINGS } from '../support/naughty-strings.ts';
import { type OpenDoor, openDoor } from '../support/open-door.ts';
import { createTestApp } from '../support/test-app.ts';

type Header = Readonly<Record<string, unknown>>;

/** Asserts that a token with the genuine payload and another header, signed with the real key, is refused. */
async function expectHeaderRefused(door: OpenDoor, forgery: Forgery): Promise<void> {
  await door.expectRefused(await door.act(await forge(door.app, door.tokens.accessToken, forgery)), 'TOKEN_INVALID');
}

function genuineHeader(door: OpenDoor): Header {
  return headerOf(door.tokens.accessToken);
}

describe('the test itself', () => {
  it('re-signs with the real key: a token forged without a change is accepted', async () => {
    await using door = await openDoor();
    const same = await forge(door.app, door.tokens.accessToken, { header: genuineHeader(door) });
    expect(partsOf(same).slice(0, 2)).toEqual(partsOf(door.tokens.accessToken).slice(0, 2));
    expect((await door.act(same)).status).toBe(200);
  });
});

describe('the algorithm (RFC 8725bis §3.1)', () => {
  const ALGORITHMS = ['none', 'None', 'NONE', 'nOnE', '', 'EdDSA', 'ed25519', 'Ed25519', 'ED25519', 'Ed448', 'es256', 'ES256K', 'ES384', 'HS256', 'RS256', 'PS256', 'RSA-OAEP', 'dir'];

  it.each(ALGORITHMS)('"%s" is refused, signed or not', async (alg) => {
    await using door = await openDoor();
    const header = { ...genuineHeader(door), alg };
    await expectHeaderRefused(door, { header });
    await expectHeaderRefused(door, { header, signature: '' });
    await expectHeaderRefused(door, { header, signature: partsOf(door.tokens.accessToken)[2] });
  });

  it.each([null, 0, true, [], ['ES256'], { alg: 'ES256' }])('%j is refused', async (alg) => {
    await using door = await openDoor();
    await expectHeaderRefused(door, { header: { ...genuineHeader(door), alg } });
  });

  it('that is absent is refused', async () => {
    await using door = await openDoor();
    await expectHeaderRefused(door, { header: { typ: 'at+jwt', kid: genuineHeader(door)['kid'] } });
  });

  it('is not confused: HMAC with the public key as the secret is refused', async () => {
    await using door = await openDoor();
    const { publicKey, publicJwk } = door.app.app.keys.signer();
    const spki = await exportSPKI(publicKey);
    const secrets = [Buffer.from(String(publicJwk.x), 'base64url'), String(publicJwk.x), spki, spki.trim(), JSON.stringify(publicJwk), publicJwk.kid ?? '', ''];
    for (const secret of secrets) {
      for (const alg of ['HS256', 'ES256']) {
        const token = forgeHmac(door.tokens.accessToken, { ...genuineHeader(door), alg }, secret);
        await door.expectRefused(await door.act(token), 'TOKEN_INVALID');
      }
    }
  });

  it.each(['ES256', 'Ed25519'])('of another %s key is refused', async (alg) => {
    await using door = await openDoor();
    const { privateKey } = await generateKeyPair(alg, { extractable: true });
    await expectHeaderRefused(door, { key: privateKey });
    await expectHeaderRefused(door, { key: privateKey, header: { ...genuineHeader(door), alg } });
  });

  it.each([['ES256', 'Ed25519'], ['Ed25519', 'ES256']])('is the only one of the key when the server signs with %s', async (alg, other) => {
    await using door = await openDoor({ ACCESS_TOKEN_ALG: alg });
    expect((await door.act(door.tokens.accessToken)).status).toBe(200);
    const spki = await exportSPKI(door.app.app.keys.signer().publicKey);
    const refused = [
      forgeHmac(door.tokens.accessToken, { ...genuineHeader(door), alg: 'HS256' }, spki),
      await forge(door.app, door.tokens.accessToken, { header: { ...genuineHeader(door), alg: other } }),
      // Psychic signatures: zeros, and the group's order for both halves.
      await forge(door.app, door.tokens.accessToken, { signature: Buffer.alloc(64).toString('base64url') }),
      await forge(door.app, door.tokens.accessToken, { signature: 'AAAA' }),
    ];
    for (const token of refused) expect((await door.act(token)).status).toBe(401);
  });
});

describe('the type (RFC 9068 §4)', () => {
  it.each(['JWT', 'jwt', 'AT+JWT', 'application/at+jwt', 'at+jwt ', 'dpop+jwt', 'id+jwt', 'logout+jwt', '', null])('%j is refused', async (typ) => {
    await using door = await openDoor();
    await expectHeaderRefused(door, { header: { ...genuineHeader(door), typ } });
  });

  it('that is absent is refused', async () => {
    await using door = await openDoor();
    const { alg, kid } = genuineHeader(door);
    await expectHeaderRefused(door, { header: { alg, kid } });
  });

  it('is no refresh token: neither kind passes for the other', async () => {
    await using door = await openDoor();
    await door.expectRefused(await door.act(door.tokens.refreshToken), 'TOKEN_INVALID');
    const refresh = await door.post('/trpc/anon.refresh', { refreshToken: door.tokens.accessToken });
    await door.expectRefused(refresh, 'TOKEN_INVALID');
  });
});

describe('the key id (RFC 8725bis §3.10)', () => {
  const KIDS = [
    "' OR '1'='1",
    "x' UNION SELECT sealed_private_jwk FROM signing_key --",
    '1; DROP TABLE signing_key; --',
    '../../../../dev/null',
    '/proc/sys/kernel/randomize_va_space',
    '/etc/passwd',
    'file:///dev/null',
    '| sleep 10',
    '$(id)',
    'http://127.0.0.1/key',
    '__proto__',
    'constructor',
    '',
    'a'.repeat(1000),
    ...NAUGHTY_STRINGS,
  ];

  it('of a statement, a path or any naughty string selects nothing', async () => {
    await using door = await openDoor();
    for (const kid of KIDS) await expectHeaderRefused(door, { header: { ...genuineHeader(door), kid } });
  });

  it('that is unknown is refused without a word with the database', async () => {
    const counting = countingStore();
    await using app = await createTestApp({}, counting);
    const { accessToken } = await app.login();
    const before = counting.statements.length;
    for (const kid of KIDS) {
      const token = await forge(app, accessToken, { header: { ...headerOf(accessToken), kid } });
      await expect(app.app.caller(token).anon.me()).rejects.toMatchObject({ reason: 'TOKEN_INVALID' });
    }
    expect(counting.statements).toHaveLength(before);
    await app.app.caller(accessToken).anon.me();
    expect(counting.statements.slice(before)).toContain('select session');
  });

  it.each([null, 0, [], {}, true])('%j is refused', async (kid) => {
    await using door = await openDoor();
    await expectHeaderRefused(door, { header: { ...genuineHeader(door), kid } });
  });

  it('that is absent is refused', async () => {
    await using door = await openDoor();
    const { alg, typ } = genuineHeader(door);
    await expectHeaderRefused(door, { header: { alg, typ } });
  });
});

describe('a key or the way to one inside the token', () => {
  it('is never used and never fetched: jwk, jku, x5u and x5c', async () => {
    await using door = await openDoor();
    let connections = 0;
    const listener = createServer((_request, response) => response.end('{"keys":[]}')).on('connection', () => (connections += 1));
    await once(listener.listen(0, '127.0.0.1'), 'listening');
    const url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/jwks.json`;
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = (await crypto.subtle.exportKey('jwk', publicKey)) as Header;
    const spki = (await exportSPKI(publicKey)).split('\n').slice(1, -1).join('');
    const { kid, ...rest } = genuineHeader(door);
    for (const extra of [{ jwk }, { jwk: { ...jwk, kid }, kid }, { jku: url }, { jku: url, kid }, { x5u: url, kid }, { x5c: [spki], kid }, { jwks: { keys: [jwk] }, kid }]) {
      await expectHeaderRefused(door, { header: { ...rest, ...extra }, key: privateKey });
      await expectHeaderRefused(door, { header: { ...rest, ...extra } });
    }
    expect(connections).toBe(0);
    await new Promise((resolve) => listener.close(resolve));
  });
});

describe('the header is compared byte by byte', () => {
  const VARIANTS: readonly (readonly [name: string, change: (header: Header) => PartContent])[] = [
    ['crit is refused', (header) => ({ ...header, crit: ['exp'], exp: 1 })],
    ['an empty crit is refused', (header) => ({ ...header, crit: [] })],
    ['b64 false is refused (RFC 7797)', (header) => ({ ...header, b64: false, crit: ['b64'] })],
    ['b64 true is refused', (header) => ({ ...header, b64: true })],
    ['zip is refused', (header) => ({ ...header, zip: 'DEF' })],
    ['cty is refused', (header) => ({ ...header, cty: 'JWT' })],
    ['an unknown member is refused', (header) => ({ ...header, x: 1 })],
    ['a member twice is refused', (header) => `{"alg":"none",${JSON.stringify(header).slice(1)}`],
    ['a member twice, the same, is refused', (header) => `{"alg":"ES256",${JSON.stringify(header).slice(1)}`],
    ['another order is refused', ({ alg, typ, kid }) => ({ kid, typ, alg })],
    ['whitespace is refused', (header) => JSON.stringify(header, null, 1)],
    ['an escape is refused', (header) => JSON.stringify(header).replace('ES256', '\\u0045S256')],
    ['a byte order mark is refused', (header) => `\ufeff${JSON.stringify(header)}`],
    ['a trailing NUL is refused', (header) => `${JSON.stringify(header)}\u0000`],
    ['a byte that is not UTF-8 is refused', (header) => Buffer.concat([Buffer.from(JSON.stringify(header)), Buffer.from([0xff])])],
    ['no JSON is refused', () => 'alg=ES256'],
    ['a list is refused', (header) => [header]],
    ['null is refused', () => 'null'],
    ['60 KB are refused', (header) => ({ ...header, x: 'x'.repeat(2000) })],
    ['nesting is refused', (header) => `${JSON.stringify(header).slice(0, -1)},"x":${'['.repeat(1000)}${']'.repeat(1000)}}`],
  ];

  it.each(VARIANTS)('%s', async (_name, change) => {
    await using door = await openDoor();
    await expectHeaderRefused(door, { header: change(genuineHeader(door)) });
  });

  it('and ours is {"alg","typ","kid"} in this order', async () => {
    await using door = await openDoor();
    const { kid, headerSegment } = door.app.app.keys.signer();
    const [header] = partsOf(door.tokens.accessToken);
    expect(Buffer.from(header, 'base64url').toString()).toBe(`{"alg":"ES256","typ":"at+jwt","kid":"${kid}"}`);
    expect(header).toBe(headerSegment);
  });
});
