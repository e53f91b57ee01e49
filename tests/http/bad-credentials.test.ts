import { describe, expect, it } from 'vitest';
import type { Reason } from '../../shared/errors.ts';
import { claimsOf, forge, withClaims } from '../support/forge.ts';
import { NAUGHTY_STRINGS } from '../support/naughty-strings.ts';
import { type OpenDoor, openDoor, reasonOf } from '../support/open-door.ts';
import { requestText, sendBytes } from '../support/wire.ts';

const ACT = '/trpc/items.addAction';
const BODY = JSON.stringify({ action: 'forged' });

/** Sends exactly these header lines: a client would join, trim or refuse some of them. */
function actWith(door: OpenDoor, ...authorization: readonly string[]) {
  const headers = authorization.map((value) => ['Authorization', value] as const);
  return sendBytes(door.origin, requestText('POST', ACT, [['Host', 'localhost'], ['Content-Type', 'application/json'], ...headers], BODY));
}

describe('the Authorization header', () => {
  const REFUSED: readonly (readonly [name: string, reason: Reason, authorization: (token: string) => readonly string[]])[] = [
    ['that is absent', 'TOKEN_MISSING', () => []],
    ['that is empty', 'TOKEN_MISSING', () => ['']],
    ['of another scheme', 'TOKEN_MISSING', (token) => [`Basic ${token}`]],
    ['whose scheme only begins with Bearer', 'TOKEN_MISSING', (token) => [`BearerX ${token}`]],
    ['that is the bare token', 'TOKEN_MISSING', (token) => [token]],
    ['sent twice', 'AUTHORIZATION_MALFORMED', (token) => [`Bearer ${token}`, `Bearer ${token}`]],
    ['sent twice with the good one last', 'AUTHORIZATION_MALFORMED', (token) => ['Basic eA==', `Bearer ${token}`]],
    ['with two tokens in one line', 'AUTHORIZATION_MALFORMED', (token) => [`Bearer ${token}, Bearer ${token}`]],
    ['without a token', 'AUTHORIZATION_MALFORMED', () => ['Bearer']],
    ['with a tab before the token', 'AUTHORIZATION_MALFORMED', (token) => [`Bearer\t${token}`]],
    ['with whitespace inside the token', 'AUTHORIZATION_MALFORMED', (token) => [`Bearer ${token.replace('.', '. ')}`]],
    ['with a tab inside the token', 'AUTHORIZATION_MALFORMED', (token) => [`Bearer ${token.replace('.', '.\t')}`]],
    ['with padding behind a part', 'TOKEN_INVALID', (token) => [`Bearer ${token}=`]],
    ['with quotes around the token', 'TOKEN_INVALID', (token) => [`Bearer "${token}"`]],
    ['with garbage', 'TOKEN_INVALID', () => ['Bearer garbage']],
    ['with 8 KB of dots', 'TOKEN_INVALID', () => [`Bearer ${'.'.repeat(8192)}`]],
    ['with bytes outside ASCII', 'TOKEN_INVALID', (token) => [`Bearer ${token}é`]],
  ];

  it.each(REFUSED)('%s is refused with %s', async (_name, reason, authorization) => {
    await using door = await openDoor();
    await door.expectRefused(await actWith(door, ...authorization(door.tokens.accessToken)), reason);
  });

  it('may spell its scheme in any case', async () => {
    await using door = await openDoor();
    expect((await actWith(door, `bEARER ${door.tokens.accessToken}`)).status).toBe(200);
  });

  it('longer than 16 KB is refused with 431 before it is read', async () => {
    await using door = await openDoor();
    const answer = await actWith(door, `Bearer ${'a'.repeat(17_000)}`);
    expect(answer.status).toBe(431);
    await door.expectUntouched(answer);
  });

  it('with any naughty string never makes a fault', async () => {
    await using door = await openDoor();
    for (const text of NAUGHTY_STRINGS) {
      const answer = await actWith(door, `Bearer ${text}`);
      // What is no header at all is refused by the HTTP parser, without a body.
      expect(['TOKEN_INVALID', 'AUTHORIZATION_MALFORMED', null], text).toContain(answer.body.startsWith('{"error":{') ? reasonOf(answer.body) : null);
      expect([400, 401], text).toContain(answer.status);
      await door.expectUntouched(answer);
    }
  });
});

describe('a token anywhere but in the header', () => {
  it('as the query parameter access_token is ignored', async () => {
    await using door = await openDoor();
    const answer = await door.fetch(`${ACT}?access_token=${door.tokens.accessToken}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: BODY,
    });
    await door.expectRefused(answer, 'TOKEN_MISSING');
  });

  it('in the body is refused as an unknown key, and does not count as a token', async () => {
    await using door = await openDoor();
    const { accessToken } = door.tokens;
    const input = { action: 'forged', access_token: accessToken };
    await door.expectRefused(await door.post(ACT, input), 'INPUT_INVALID');
    const bare = await door.fetch(ACT, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(input) });
    await door.expectRefused(bare, 'TOKEN_MISSING');
  });

  it('in connectionParams is ignored', async () => {
    await using door = await openDoor();
    const params = encodeURIComponent(JSON.stringify({ authorization: `Bearer ${door.tokens.accessToken}` }));
    await door.expectRefused(await door.fetch(`/trpc/anon.me?connectionParams=${params}`), 'TOKEN_MISSING');
  });

  it('in a cookie is ignored', async () => {
    await using door = await openDoor();
    const answer = await door.fetch('/trpc/anon.me', { headers: { cookie: `access_token=${door.tokens.accessToken}` } });
    await door.expectRefused(answer, 'TOKEN_MISSING');
  });
});

describe('a token that was genuine', () => {
  it('is refused with TOKEN_EXPIRED after its life and 5 seconds', async () => {
    await using door = await openDoor();
    const { accessToken, expiresIn } = door.tokens;
    door.app.clock.advance({ seconds: expiresIn + 4 });
    expect((await door.fetch('/trpc/anon.me', { headers: { authorization: `Bearer ${accessToken}` } })).status).toBe(200);
    door.app.clock.advance({ seconds: 1 });
    await door.expectRefused(await door.act(accessToken), 'TOKEN_EXPIRED');
  });

  it('is refused when it comes from the future', async () => {
    await using door = await openDoor();
    const { accessToken } = door.tokens;
    const iat = Number(claimsOf(accessToken)['iat']);
    await door.expectRefused(await door.act(await withClaims(door.app, accessToken, { iat: iat + 6 })), 'TOKEN_INVALID');
    expect((await door.act(await withClaims(door.app, accessToken, { iat: iat + 5 }))).status).toBe(200);
  });

  it('is refused with VISITOR_RETIRED when its visitor was removed', async () => {
    await using door = await openDoor();
    const { accessToken, anonId } = await door.app.login();
    await door.app.app.store.write((trx) => trx.deleteFrom('anon_user').where('anon_id', '=', anonId).execute());
    await door.expectRefused(await door.act(accessToken), 'VISITOR_RETIRED');
  });

  it('is refused with SESSION_REVOKED as soon as its session has ended', async () => {
    await using door = await openDoor();
    await door.app.anonymous().anon.logout({ refreshToken: door.tokens.refreshToken });
    await door.expectRefused(await door.act(door.tokens.accessToken), 'SESSION_REVOKED');
  });

  it('is refused when it speaks for the visitor of another session', async () => {
    await using door = await openDoor();
    const { sessionId: sid } = await door.app.app.caller(door.tokens.accessToken).anon.me();
    const other = await forge(door.app, door.tokens.accessToken, { payload: { ...claimsOf(door.tokens.accessToken), sid, sub: sid } });
    await door.expectRefused(await door.act(other), 'VISITOR_RETIRED');
  });
});
