import { describe, expect, it } from 'vitest';
import type { Reason } from '../../shared/errors.ts';
import { BATCH_MAX } from '../../shared/limits.ts';
import { NAUGHTY_STRINGS } from '../support/naughty-strings.ts';
import { openDoor } from '../support/open-door.ts';
import { requestText, sendBytes } from '../support/wire.ts';

const HOST = ['Host', 'localhost'] as const;
const ME = '/trpc/anon.me';

function listPath(input: object): string {
  return `/trpc/items.list?input=${encodeURIComponent(JSON.stringify(input))}`;
}

describe('a path', () => {
  const PATHS: readonly (readonly [name: string, reason: Reason, path: string])[] = [
    ['that names no procedure', 'NOT_FOUND', '/trpc/items.steal'],
    ['that names half a procedure', 'NOT_FOUND', '/trpc/items'],
    ['that names more than a procedure', 'NOT_FOUND', '/trpc/anon.me.name'],
    ['that names nothing', 'NOT_FOUND', '/trpc/'],
    ['that names a property of every object', 'NOT_FOUND', '/trpc/constructor'],
    ['that names the prototype', 'NOT_FOUND', '/trpc/__proto__'],
    ['that names a method of every function', 'NOT_FOUND', '/trpc/anon.me.call'],
    ['that names the router', 'NOT_FOUND', '/trpc/_def'],
    ['that names createCaller', 'NOT_FOUND', '/trpc/createCaller'],
    ['of another case', 'NOT_FOUND', '/trpc/Anon.Me'],
    ['with a slash in it', 'NOT_FOUND', '/trpc/anon/me'],
    ['with an encoded slash in it', 'NOT_FOUND', '/trpc/anon%2Fme'],
    ['with dots in it', 'NOT_FOUND', '/trpc/%2e%2e%2f%2e%2e%2fetc%2fpasswd'],
    ['with NUL in it', 'NOT_FOUND', '/trpc/anon.me%00'],
    ['that is one per cent sign', 'NOT_FOUND', '/trpc/%25'],
    ['that is encoded twice', 'NOT_FOUND', '/trpc/%2525E0%2525A4'],
    ['that is not UTF-8', 'REQUEST_MALFORMED', '/trpc/%E0%A4%A'],
    ['that is half an escape', 'REQUEST_MALFORMED', '/trpc/%'],
    ['of 15 KB of commas', 'NOT_FOUND', `/trpc/${','.repeat(15_000)}`],
    ['of 15 KB of commas as a batch', 'BATCH_TOO_LARGE', `/trpc/${','.repeat(15_000)}?batch=1`],
    ['of 15 KB of commas, encoded', 'BATCH_TOO_LARGE', `/trpc/${'%2C'.repeat(5000)}?batch=1`],
    ['of 15 KB that ends in one long name', 'NOT_FOUND', `/trpc/${'x'.repeat(15_000)}`],
    ['of a batch of 5,000', 'BATCH_TOO_LARGE', `/trpc/${Array(5000).fill('a').join(',')}?batch=1`],
    [`of a batch of ${BATCH_MAX + 1}`, 'BATCH_TOO_LARGE', `/trpc/${Array(BATCH_MAX + 1).fill('anon.me').join(',')}?batch=1`],
    ['that mixes queries and mutations', 'INPUT_INVALID', '/trpc/anon.me,items.addAction?batch=1'],
    ['whose connectionParams are not JSON', 'REQUEST_MALFORMED', `${ME}?connectionParams=x`],
  ];

  it.each(PATHS)('%s is refused with %s', async (_name, reason, path) => {
    await using door = await openDoor();
    const headers = { authorization: `Bearer ${door.tokens.accessToken}` };
    await door.expectRefused(await door.fetch(path, { headers }), reason);
    if (path.startsWith('/trpc/')) await door.expectRefused(await door.post(path, {}), reason);
  });

  it('outside every route is refused with NOT_FOUND, whatever it holds', async () => {
    await using door = await openDoor();
    for (const text of ['/nope', '/../../etc/passwd', '/.env', '/%2e%2e/%2e%2e/etc/passwd', '/server/main.ts', '/data/passerby.db']) {
      await door.expectRefused(await sendBytes(door.origin, requestText('GET', text, [HOST])), 'NOT_FOUND');
    }
  });

  it('of any naughty string never makes a fault', async () => {
    await using door = await openDoor();
    for (const text of NAUGHTY_STRINGS) {
      await door.expectRefused(await door.fetch(`/trpc/${encodeURIComponent(text)}`), 'NOT_FOUND');
    }
  });

  it('of 16 KB and more is refused with 431', async () => {
    await using door = await openDoor();
    const answer = await sendBytes(door.origin, requestText('GET', `/trpc/${','.repeat(17_000)}`, [HOST]));
    expect(answer.status).toBe(431);
    await door.expectUntouched(answer);
  });
});

describe('a cursor from elsewhere is refused', () => {
  const CURSORS: readonly (readonly [name: string, reason: Reason, cursor: string])[] = [
    ['garbage', 'CURSOR_INVALID', 'garbage'],
    ['a number', 'CURSOR_INVALID', '1'],
    ['base64url of something else', 'CURSOR_INVALID', Buffer.from('1 or 1=1').toString('base64url')],
    ['NUL', 'CURSOR_INVALID', '\u0000'],
    ['empty', 'INPUT_INVALID', ''],
    ['of 129 characters', 'INPUT_INVALID', 'x'.repeat(129)],
  ];

  it.each(CURSORS)('%s', async (_name, reason, cursor) => {
    await using door = await openDoor();
    const headers = { authorization: `Bearer ${door.tokens.accessToken}` };
    await door.expectRefused(await door.fetch(listPath({ cursor }), { headers }), reason);
  });

  it('of 1 MB, with 431', async () => {
    await using door = await openDoor();
    const headers = [HOST, ['Authorization', `Bearer ${door.tokens.accessToken}`]] as const;
    const answer = await sendBytes(door.origin, requestText('GET', listPath({ cursor: 'x'.repeat(1_000_000) }), headers));
    expect(answer.status).toBe(431);
    await door.expectUntouched(answer);
  });

  it('of another visitor', async () => {
    await using door = await openDoor();
    const other = await door.app.visitor();
    for (const action of ['a', 'b']) await other.items.addAction({ action });
    const { nextCursor } = await other.items.list({ limit: 1 });
    const headers = { authorization: `Bearer ${door.tokens.accessToken}` };
    const answer = await door.fetch(listPath({ cursor: nextCursor }), { headers });
    expect(answer.status).toBe(400);
    expect(answer.body).toContain('CURSOR_INVALID');
  });
});

describe('the method', () => {
  it.each(['DELETE', 'HEAD', 'PATCH', 'PUT', 'OPTIONS', 'TRACE'])('%s is refused with METHOD_NOT_SUPPORTED', async (method) => {
    await using door = await openDoor();
    const headers = [HOST, ['Authorization', `Bearer ${door.tokens.accessToken}`], ['Content-Type', 'application/json']] as const;
    for (const path of [ME, '/trpc/items.addAction', '/trpc/nothing']) {
      const answer = await sendBytes(door.origin, requestText(method, path, headers, method === 'TRACE' ? '' : '{"action":"forged"}'));
      expect(answer.headers.get('allow')).toBe('GET, POST');
      if (method === 'HEAD') expect(answer).toMatchObject({ status: 405, body: '' });
      else await door.expectRefused(answer, 'METHOD_NOT_SUPPORTED');
      expect(answer.body).not.toContain('Bearer');
    }
  });

  it('GET on a mutation is refused and says what is allowed', async () => {
    await using door = await openDoor();
    const headers = { authorization: `Bearer ${door.tokens.accessToken}` };
    const answer = await door.fetch(`/trpc/items.addAction?input=${encodeURIComponent('{"action":"forged"}')}`, { headers });
    await door.expectRefused(answer, 'METHOD_NOT_SUPPORTED');
    expect(answer.headers.get('allow')).toBe('POST');
  });

  it('POST on a query is refused and says what is allowed', async () => {
    await using door = await openDoor();
    const answer = await door.post(ME, {});
    await door.expectRefused(answer, 'METHOD_NOT_SUPPORTED');
    expect(answer.headers.get('allow')).toBe('GET');
  });

  it('in an override header or parameter is ignored', async () => {
    await using door = await openDoor();
    const answer = await door.post(`${ME}?_method=GET`, {}, { 'x-http-method-override': 'GET' });
    await door.expectRefused(answer, 'METHOD_NOT_SUPPORTED');
  });

  it.each(['QUERY', 'BREW', 'get'])('%s never reaches a procedure', async (method) => {
    await using door = await openDoor();
    const answer = await sendBytes(door.origin, requestText(method, ME, [HOST, ['Content-Type', 'application/json']]));
    expect([400, 404, 405]).toContain(answer.status);
    await door.expectUntouched(answer);
  });
});

describe('the request itself', () => {
  it.each(['a b', '[', 'localhost:99999', '%', 'a/b', 'x'.repeat(300)])('with the Host %s makes no fault', async (host) => {
    await using door = await openDoor();
    const answer = await sendBytes(door.origin, requestText('GET', ME, [['Host', host]]));
    expect([400, 401]).toContain(answer.status);
    await door.expectUntouched(answer);
  });

  const BROKEN: readonly (readonly [name: string, text: string])[] = [
    ['without a Host', 'GET /livez HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['with two lengths', 'POST /trpc/anon.login HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}'],
    ['with a length and chunks', 'POST /trpc/anon.login HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['with a folded header', 'GET /livez HTTP/1.1\r\nHost: x\r\nX-A: b\r\n c\r\n\r\n'],
    ['with a bare line feed', 'GET /livez HTTP/1.1\nHost: x\nX-A: b\n\n'],
    ['with a NUL in a header', 'GET /livez HTTP/1.1\r\nHost: x\r\nX-A: b\u0000c\r\n\r\n'],
    ['with a space before the colon', 'GET /livez HTTP/1.1\r\nHost: x\r\nX-A : b\r\n\r\n'],
    ['that is no HTTP', 'hello\r\n\r\n'],
  ];

  it.each(BROKEN)('%s is refused with 400 and the connection closed', async (_name, text) => {
    await using door = await openDoor();
    const answer = await sendBytes(door.origin, text);
    expect(answer.status).toBe(400);
    await door.expectUntouched(answer);
  });

  it('with a header named __proto__ is answered like the others', async () => {
    await using door = await openDoor();
    const headers = [HOST, ['__proto__', 'x'], ['Authorization', `Bearer ${door.tokens.accessToken}`]] as const;
    expect((await sendBytes(door.origin, requestText('GET', ME, headers))).status).toBe(200);
  });
});
