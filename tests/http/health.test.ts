import { describe, expect, it } from 'vitest';
import type { Store } from '../../server/database/store.ts';
import { openStore } from '../../server/database/open-store.ts';
import type { DatabaseConfig } from '../../server/config.ts';
import { Refusal } from '../../server/refusal.ts';
import { createTestApp } from '../support/test-app.ts';

/** A store whose database can be taken away. */
function breakableStore() {
  let isBroken = false;
  const open = (config: DatabaseConfig): Store => {
    const store = openStore(config);
    const check = store.check.bind(store);
    store.check = () => (isBroken ? Promise.reject(new Refusal('STORAGE_UNAVAILABLE')) : check());
    return store;
  };
  return { openStore: open, setBroken: (broken: boolean) => void (isBroken = broken) };
}

describe('/livez', () => {
  it('answers 200 while the process runs, the database being away or not', async () => {
    const { openStore: open, setBroken } = breakableStore();
    await using app = await createTestApp({}, { openStore: open });
    const origin = await app.listen();
    for (const broken of [false, true]) {
      setBroken(broken);
      const response = await fetch(`${origin}/livez`);
      expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
      expect(response.headers.get('cache-control')).toBe('no-store');
    }
  });
});

describe('/readyz', () => {
  it('answers 200 while the database does, 503 while it does not, and 200 again', async () => {
    const { openStore: open, setBroken } = breakableStore();
    await using app = await createTestApp({}, { openStore: open });
    const origin = await app.listen();
    const statuses = [];
    for (const broken of [false, true, false]) {
      setBroken(broken);
      const response = await fetch(`${origin}/readyz`);
      statuses.push(response.status);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(await response.json()).toEqual({ status: broken ? 'database unavailable' : 'ok' });
    }
    expect(statuses).toEqual([200, 503, 200]);
  });

  it('answers 503 as soon as the process drains, and asks connections to close', async () => {
    const app = await createTestApp({}, { drainMs: 1000 });
    const origin = await app.listen();
    const { accessToken } = await app.login();
    const closing = app[Symbol.asyncDispose]();
    const response = await fetch(`${origin}/readyz`);
    expect([response.status, response.headers.get('connection'), await response.json()]).toEqual([503, 'close', { status: 'draining' }]);
    // What still arrives is served.
    const call = await fetch(`${origin}/trpc/anon.me`, { headers: { authorization: `Bearer ${accessToken}` } });
    expect([call.status, call.headers.get('connection')]).toEqual([200, 'close']);
    await closing;
    await expect(fetch(`${origin}/livez`)).rejects.toThrow('fetch failed');
  });
});
