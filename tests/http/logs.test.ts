import { describe, expect, it } from 'vitest';
import { openDoor } from '../support/open-door.ts';
import { requestText, sendBytes } from '../support/wire.ts';

const ACT = '/trpc/items.addAction';

describe('the log', () => {
  it('is one line of JSON per request: id, method, route, procedures, status, duration', async () => {
    await using door = await openDoor();
    const headers = { authorization: `Bearer ${door.tokens.accessToken}` };
    await door.fetch('/trpc/anon.me,items.list?batch=1', { headers });
    await door.post(ACT, { action: 'view' });
    await door.fetch('/livez');
    await door.fetch('/nothing/here');
    const entries = await door.log.requests(4);
    expect(entries).toMatchObject([
      { method: 'GET', path: '/trpc/:path', procedures: ['anon.me', 'items.list'], status: 200 },
      { method: 'POST', path: '/trpc/:path', procedures: ['items.addAction'], status: 200 },
      { method: 'GET', path: '/livez', status: 200 },
      { method: 'GET', path: null, status: 404 },
    ]);
    for (const { reqId, durationMs, time } of entries) {
      expect(reqId).toMatch(/^[\w-]{8,}$/);
      expect(durationMs).toBeTypeOf('number');
      expect(Date.parse(String(time))).not.toBeNaN();
    }
    expect(new Set(entries.map(({ reqId }) => reqId)).size).toBe(4);
  });

  it('holds the refusals as well, by their status', async () => {
    await using door = await openDoor();
    await door.fetch('/trpc/anon.me');
    await door.post(ACT, '{');
    await door.post(ACT, {}, { 'content-type': 'text/plain' });
    await door.fetch('/trpc/anon.me', { method: 'DELETE' });
    await door.fetch('/trpc/%E0');
    const entries = await door.log.requests(5);
    expect(entries.map(({ status }) => status)).toEqual([401, 400, 415, 405, 400]);
  });

  it('never holds a token, wherever it was put', async () => {
    await using door = await openDoor();
    const { accessToken, refreshToken } = door.tokens;
    const key = '6f1f2c9e-8f0a-4d3c-9b57-0c6a5f7e1d22';
    for (const token of [accessToken, refreshToken, key]) {
      const encoded = encodeURIComponent(token);
      for (const path of [`/${token}`, `/trpc/${token}`, `/trpc/anon.me,${token}?batch=1`, `/trpc/anon.me?access_token=${encoded}`, `/trpc/items.list?input=${encoded}`, `/livez?t=${token}`, `/trpc/%E0${token}`, `/assets/${token}`, `/items/my_anonymous_items?token=${token}`]) {
        await door.fetch(path);
        await door.fetch(path, { headers: { authorization: `Bearer ${token}`, cookie: `t=${token}`, referer: `http://x/?t=${token}`, 'user-agent': token, 'x-request-id': token, [`x-${token.slice(0, 30)}`]: token } });
      }
      await door.post(ACT, { action: token.slice(0, 200), itemId: token });
      await door.post(ACT, { [token]: token });
      await door.post(ACT, `{"${token}`);
      await door.post('/trpc/anon.login', { idempotencyKey: key });
      await door.post('/trpc/anon.refresh', { refreshToken: token });
      await door.post('/trpc/anon.logout', { refreshToken: `${token}x` });
      await sendBytes(door.origin, requestText('GET', `/${token}`, [['Host', token.slice(0, 40)], ['Authorization', token], ['Authorization', token]]));
      await sendBytes(door.origin, `${token}\r\n\r\n`);
    }
    await door.log.requests(60);
    const { text } = door.log;
    for (const token of [accessToken, refreshToken, key]) {
      // Nor a part of one: the last half of a token is its secret.
      for (const part of [token.slice(0, 40), token.slice(-20)]) expect(text).not.toContain(part);
    }
    expect(text).not.toContain(encodeURIComponent(accessToken).slice(-20));
  });

  it('never holds what a visitor wrote', async () => {
    await using door = await openDoor();
    await door.post(ACT, { action: 'my secret wish' });
    await door.fetch(`/trpc/items.list?input=${encodeURIComponent('{"cursor":"my secret wish"}')}`);
    await door.fetch('/my%20secret%20wish');
    await door.log.requests(3);
    expect(door.log.text).not.toMatch(/secret.{0,3}wish/);
  });

  it('cannot be written by a caller: line feeds stay inside their line', async () => {
    await using door = await openDoor();
    const forged = '%0d%0a{"level":30,"msg":"forged"}';
    for (const path of [`/${forged}`, `/trpc/${forged}`, `/trpc/anon.me?x=${forged}`]) await door.fetch(path);
    await sendBytes(door.origin, requestText('GET', '/livez', [['Host', 'localhost'], ['User-Agent', 'x\u0085y\u2028z\\n{"msg":"forged"}']]));
    await door.log.requests(4);
    expect(door.log.entries.filter(({ msg }) => msg === 'forged')).toEqual([]);
    expect(door.log.text).not.toContain('forged');
  });

  it('names a fault of ours by the id that the caller was given, without the statement', async () => {
    await using door = await openDoor();
    await door.app.app.store.write((trx) => trx.schema.dropTable('action').execute());
    const answer = await door.post(ACT, { action: 'view' });
    const { errorId } = (JSON.parse(answer.body) as { error: { data: { errorId: string } } }).error.data;
    expect(answer.status).toBe(500);
    expect(answer.body).not.toMatch(/sqlite|action_pk|no such table|\.ts/i);
    const fault = door.log.entries.find(({ level }) => level === 50);
    expect(JSON.stringify(fault)).not.toMatch(/insert into|select /i);
    expect(errorId).toBe(fault?.['reqId']);
  });
});
