import { compactVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { signText } from '../../server/sessions/signature.ts';
import { TOKEN_MAX_CHARS } from '../../shared/limits.ts';
import { claimsOf, encodePart, forge, headerOf, partsOf, withClaims } from '../support/forge.ts';
import { type OpenDoor, openDoor } from '../support/open-door.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

async function isAccepted(app: TestApp, token: string): Promise<boolean> {
  return app.app.caller(token).anon.me().then(
    () => true,
    (error: unknown) => {
      expect(error).toMatchObject({ reason: 'TOKEN_INVALID' });
      return false;
    },
  );
}

/** A token whose payload ends in the middle of three bytes, so that its last character has spare bits. */
async function tokenWithSpareBits(door: OpenDoor): Promise<string> {
  for (const gen of [1, 10]) {
    const token = await withClaims(door.app, door.tokens.accessToken, { gen });
    if (partsOf(token)[1].length % 4 !== 0) return token;
  }
  throw new TypeError('A byte more or less makes spare bits');
}

/** The same token with the other s of its ES256 signature: the group's order less it. */
function twinOf(token: string): string {
  const [header, payload, signature] = partsOf(token);
  const bytes = Buffer.from(signature, 'base64url');
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const s = order - BigInt(`0x${bytes.toString('hex', 32)}`);
  return `${header}.${payload}.${Buffer.concat([bytes.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, '0'), 'hex')]).toString('base64url')}`;
}

describe('three parts and nothing else (RFC 8725bis §3.14)', () => {
  const FORMS: readonly (readonly [name: string, change: (parts: readonly [string, string, string]) => string])[] = [
    ['nothing', () => '.'],
    ['two dots', () => '..'],
    ['one part', ([header]) => header],
    ['two parts', ([header, payload]) => `${header}.${payload}`],
    ['an empty header', ([, payload, signature]) => `.${payload}.${signature}`],
    ['an empty payload', ([header, , signature]) => `${header}..${signature}`],
    ['an empty signature', ([header, payload]) => `${header}.${payload}.`],
    ['four parts', (parts) => `${parts.join('.')}.x`],
    ['a dot behind', (parts) => `${parts.join('.')}.`],
    ['a dot before', (parts) => `.${parts.join('.')}`],
    ['a JWE of five parts', ([header, payload, signature]) => [header, '', payload, signature, signature].join('.')],
    ['a JWE with PBES2', () => [encodePart({ alg: 'PBES2-HS256+A128KW', enc: 'A128GCM', p2c: 2_000_000_000, p2s: 'AAAA' }), 'AAAA', 'AAAA', 'AAAA', 'AAAA'].join('.')],
    ['a compressed JWE', () => [encodePart({ alg: 'dir', enc: 'A128GCM', zip: 'DEF' }), '', 'AAAA', 'AAAA', 'AAAA'].join('.')],
    ['the flattened JSON serialisation', ([header, payload, signature]) => JSON.stringify({ protected: header, payload, signature })],
    ['the general JSON serialisation', ([header, payload, signature]) => JSON.stringify({ payload, signatures: [{ protected: header, signature }] })],
    ['padding behind the header', ([header, payload, signature]) => `${header}=.${payload}.${signature}`],
    ['padding behind the payload', ([header, payload, signature]) => `${header}.${payload}=.${signature}`],
    ['padding behind the signature', (parts) => `${parts.join('.')}==`],
    ['standard base64', ([header, payload, signature]) => `${header}.${payload}.${signature.slice(0, -2)}+/`],
    ['an escaped dot', (parts) => parts.join('%2E')],
    ['a detached payload', ([header, , signature]) => `${header}..${signature}`],
    ['a full stop of another script', (parts) => parts.join('\u00b7')],
  ];

  it.each(FORMS)('%s is refused', async (_name, change) => {
    await using door = await openDoor();
    await door.expectRefused(await door.act(change(partsOf(door.tokens.accessToken))), 'TOKEN_INVALID');
  });

  it('a character that jose would skip is refused wherever it stands', async () => {
    await using app = await createTestApp();
    const { accessToken } = await app.login();
    for (const character of [' ', '\t', '\n', '\r', '\f', '\u00a0', '\u200b', '\ufeff', '\u0000', '=', '+', '/', '~', '\ud800']) {
      for (const at of [0, 1, accessToken.indexOf('.'), accessToken.indexOf('.') + 1, accessToken.lastIndexOf('.'), accessToken.length - 1, accessToken.length]) {
        expect(await isAccepted(app, accessToken.slice(0, at) + character + accessToken.slice(at))).toBe(false);
      }
    }
    expect(await isAccepted(app, accessToken)).toBe(true);
  });
});

describe('one spelling of every token', () => {
  it('of the 64 last characters exactly one is accepted, in the signature', async () => {
    await using app = await createTestApp();
    const { accessToken } = await app.login();
    const accepted = [];
    for (const character of ALPHABET) if (await isAccepted(app, accessToken.slice(0, -1) + character)) accepted.push(character);
    expect(accepted).toEqual([accessToken.at(-1)]);
  });

  it('and in the payload, signed with its spare bits', async () => {
    await using door = await openDoor();
    const genuine = await tokenWithSpareBits(door);
    const [header, payload] = partsOf(genuine);
    const accepted = [];
    for (const character of ALPHABET) {
      const respelled = `${header}.${payload.slice(0, -1)}${character}`;
      const key = door.app.app.keys.signer().privateKey;
      const signature = signText(respelled, key).toString('base64url');
      if (await isAccepted(door.app, `${respelled}.${signature}`)) accepted.push(character);
    }
    expect(accepted).toEqual([payload.at(-1)]);
  });

  it('of an ES256 signature and its twin one is accepted, though both verify', async () => {
    await using app = await createTestApp({ ACCESS_TOKEN_ALG: 'ES256' });
    for (let turn = 0; turn < 8; turn += 1) {
      const { accessToken } = await app.login();
      const twin = twinOf(accessToken);
      await expect(compactVerify(twin, app.app.keys.signer().publicKey)).resolves.toBeDefined();
      expect([await isAccepted(app, twin), await isAccepted(app, accessToken)]).toEqual([false, true]);
    }
  });

  it('a signature that is a byte longer or shorter is refused', async () => {
    await using door = await openDoor();
    const [header, payload, signature] = partsOf(door.tokens.accessToken);
    const bytes = Buffer.from(signature, 'base64url');
    for (const other of [bytes.subarray(0, -1), Buffer.concat([bytes, Buffer.alloc(1)]), Buffer.alloc(64), Buffer.alloc(64, 0xff)]) {
      await door.expectRefused(await door.act(`${header}.${payload}.${other.toString('base64url')}`), 'TOKEN_INVALID');
    }
  });

  it('a signature whose s was moved by the order of the group is refused (RFC 8032 §5.1.7)', async () => {
    await using door = await openDoor({ ACCESS_TOKEN_ALG: 'Ed25519' });
    const [header, payload, signature] = partsOf(door.tokens.accessToken);
    const bytes = Buffer.from(signature, 'base64url');
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const s = BigInt(`0x${Buffer.from(bytes.subarray(32)).reverse().toString('hex')}`) + order;
    const moved = Buffer.from(s.toString(16).padStart(64, '0'), 'hex').reverse();
    const token = `${header}.${payload}.${Buffer.concat([bytes.subarray(0, 32), moved]).toString('base64url')}`;
    await door.expectRefused(await door.act(token), 'TOKEN_INVALID');
  });

  it('any one bit of the token that changes makes it refused', async () => {
    await using app = await createTestApp();
    const { accessToken } = await app.login();
    for (let at = 0; at < accessToken.length; at += 1) {
      const character = ALPHABET[(ALPHABET.indexOf(accessToken.charAt(at)) + 1) % ALPHABET.length] ?? 'A';
      expect(await isAccepted(app, accessToken.slice(0, at) + character + accessToken.slice(at + 1))).toBe(false);
    }
  });
});

describe('the length', () => {
  it('of more than 4 KB is refused, even with a good signature', async () => {
    await using door = await openDoor();
    const payload = { ...claimsOf(door.tokens.accessToken), iss: 'x'.repeat(TOKEN_MAX_CHARS) };
    await door.expectRefused(await door.act(await forge(door.app, door.tokens.accessToken, { payload })), 'TOKEN_INVALID');
  });

  it('of 1 MB is refused inside the process as well', async () => {
    await using app = await createTestApp();
    const { accessToken } = await app.login();
    const header = encodePart({ ...headerOf(accessToken), x: 'x'.repeat(1_000_000) });
    for (const token of ['.'.repeat(1_000_000), 'x'.repeat(1_000_000), `${header}.e30.AAAA`]) expect(await isAccepted(app, token)).toBe(false);
  });
});
