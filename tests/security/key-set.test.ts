import { createRemoteJWKSet, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { createTestApp } from '../support/test-app.ts';

const JWKS = '/.well-known/jwks.json';
const AUDIENCE = 'http://localhost:3000/anonymous';

interface KeySet {
  readonly keys: readonly Readonly<Record<string, unknown>>[];
}

describe('/.well-known/jwks.json', () => {
  it.each(['ES256', 'Ed25519'])('is all that jose needs to verify our %s tokens', async (alg) => {
    await using app = await createTestApp({ ACCESS_TOKEN_ALG: alg });
    const origin = await app.listen();
    const { accessToken, anonId } = await app.login();
    const { payload, protectedHeader } = await jwtVerify(accessToken, createRemoteJWKSet(new URL(JWKS, origin)), {
      algorithms: [alg],
      typ: 'at+jwt',
      issuer: AUDIENCE,
      audience: AUDIENCE,
      currentDate: new Date(app.clock.now()),
      requiredClaims: ['iss', 'aud', 'sub', 'sid', 'gen', 'iat', 'exp', 'jti', 'token_use'],
    });
    expect(payload.sub).toBe(anonId);
    expect(protectedHeader).toEqual({ alg, typ: 'at+jwt', kid: app.app.keys.signer().kid });
  });

  it('holds public members alone (RFC 7517 §9.3)', async () => {
    await using app = await createTestApp();
    const { keys } = (await (await fetch((await app.listen()) + JWKS)).json()) as KeySet;
    expect(keys).toHaveLength(1);
    for (const key of keys) {
      expect(Object.keys(key).toSorted()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
      expect(key).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' });
    }
  });

  it('may be cached by everybody and read from every origin, as JSON', async () => {
    await using app = await createTestApp();
    const { headers, status } = await fetch((await app.listen()) + JWKS, { headers: { origin: 'https://anywhere.example' } });
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('public, max-age=300');
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('content-type')).toContain('application/jwk-set+json');
    expect(headers.get('set-cookie')).toBeNull();
  });

  it('shows the next key before it signs, for longer than the document may be cached', async () => {
    await using app = await createTestApp();
    const origin = await app.listen();
    const next = await app.app.keys.rotate();
    const { keys } = (await (await fetch(origin + JWKS)).json()) as KeySet;
    expect(keys.map(({ kid }) => kid)).toContain(next);
    app.clock.advance({ seconds: 300 });
    expect(app.app.keys.signer().kid).not.toBe(next);
    app.clock.advance({ seconds: 301 });
    expect(app.app.keys.signer().kid).toBe(next);
  });

  it('no longer shows a key that was removed', async () => {
    await using app = await createTestApp();
    const origin = await app.listen();
    const { kid } = app.app.keys.signer();
    await app.app.keys.remove(kid);
    const { keys } = (await (await fetch(origin + JWKS)).json()) as KeySet;
    expect(keys.map((key) => key['kid'])).not.toContain(kid);
    expect(keys).not.toHaveLength(0);
  });
});
