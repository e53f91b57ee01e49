import { describe, expect, it } from 'vitest';
import { createPostgresDatabase } from '../support/postgres-database.ts';
import { startServer } from '../support/server-process.ts';
import { VisitorLoad } from '../support/visitor-load.ts';
import type { TokenResponse } from '../../shared/anon.schema.ts';

const SECRET = 'a secret of tests, long enough and varied: 0123456789';

describe('two server processes on one PostgreSQL', () => {
  it('start on an empty database together, and a visitor of one is a visitor of the other', { timeout: 40_000 }, async () => {
    await using database = await createPostgresDatabase('empty');
    const environment = { DATABASE_URL: database.url, PASSERBY_SECRET: SECRET };
    const servers = await Promise.all([startServer({ environment }), startServer({ environment })]);
    const [one, other] = servers.map(({ origin }) => new VisitorLoad(origin));
    const tokens = await one?.call<TokenResponse>('anon.login', {});
    const stored = await other?.call<{ readonly action: { readonly id: string } }>('items.addAction', { action: 'like' }, tokens?.accessToken);
    expect(await database.run('select id, anon_id from action')).toEqual([{ id: stored?.action.id, anon_id: tokens?.anonId }]);
    for (const server of servers) {
      expect((await fetch(`${server.origin}/readyz`)).status).toBe(200);
      expect(await server.stop()).toBe(0);
    }
    const left = await database.run(`select pid from pg_stat_activity where datname = current_database() and application_name = 'passerby'`);
    expect(left).toEqual([]);
  });

  it('keep the order of a batch', async () => {
    await using database = await createPostgresDatabase('migrated');
    await using server = await startServer({ environment: { DATABASE_URL: database.url, PASSERBY_SECRET: SECRET } });
    const load = new VisitorLoad(server.origin);
    const tokens = await load.call<TokenResponse>('anon.login', {});
    const actions = Array.from({ length: 10 }, (_, index) => `step ${index}`);
    for (let round = 0; round < 5; round += 1) {
      const response = await fetch(`${server.origin}/trpc/${actions.map(() => 'items.addAction').join(',')}?batch=1`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${tokens?.accessToken}` },
        body: JSON.stringify(Object.fromEntries(actions.map((action, index) => [index, { action }]))),
      });
      expect(response.status).toBe(200);
    }
    const rows = await database.run<{ action: string }>('select action from action order by seq');
    expect(rows.map(({ action }) => action)).toEqual(Array.from({ length: 5 }, () => actions).flat());
  });

  it('stop at the start with one line when nobody answers at DATABASE_URL', async () => {
    const start = startServer({ environment: { DATABASE_URL: 'postgres://shop:hush@127.0.0.1:1/shop', PASSERBY_SECRET: SECRET } });
    const complaint = await start.then(() => 'it started', String);
    expect(complaint).toContain('Passerby cannot start: The database cannot be used: connect ECONNREFUSED 127.0.0.1:1.');
    expect(complaint).not.toContain('hush');
  });
});
