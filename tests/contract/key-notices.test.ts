import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { openPostgres } from '../../server/database/postgres.ts';
import { createPostgresDatabase } from '../support/postgres-database.ts';
import { createTestApp } from '../support/test-app.ts';

const PATIENCE = { timeout: 10_000, interval: 10 };

describe('changes of signing keys on PostgreSQL', () => {
  it('reach a listening application without its poll: a removed key verifies nothing there, and its successor signs', async () => {
    await using database = await createPostgresDatabase('migrated');
    const environment = { DATABASE_URL: database.url, PASSERBY_SECRET: randomBytes(48).toString('base64') };
    await using acting = await createTestApp(environment);
    await using other = await createTestApp(environment);
    // Its poll never comes: what it learns, it was told.
    vi.useFakeTimers({ toFake: ['setInterval'] });
    await other.listen();
    vi.useRealTimers();
    const { accessToken } = await other.login();
    const { kid } = other.app.keys.signer();
    await acting.app.keys.remove(kid);
    await vi.waitFor(() => expect(other.app.keys.list().map((key) => key.kid)).not.toContain(kid), PATIENCE);
    await expect(other.app.caller(accessToken).anon.me()).rejects.toMatchObject({ reason: 'TOKEN_INVALID' });
    expect(other.app.keys.signer().kid).toBe(acting.app.keys.signer().kid);
  });

  it('are noticed when somebody makes them by hand, and after the listening connection was lost', async () => {
    await using database = await createPostgresDatabase('migrated');
    const store = openPostgres(database.url);
    let heard = 0;
    store.onChange('signing_key', () => (heard += 1));
    await vi.waitUntil(() => heard === 1, PATIENCE);
    await database.run('delete from signing_key');
    await vi.waitUntil(() => heard === 2, PATIENCE);

    await database.run('select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()');
    await vi.waitUntil(() => heard === 3, PATIENCE);
    await database.run('delete from signing_key');
    await vi.waitUntil(() => heard === 4, PATIENCE);
    await store.close();
  });

  it('are silent in a transaction that is undone', async () => {
    await using database = await createPostgresDatabase('migrated');
    const store = openPostgres(database.url);
    let heard = 0;
    store.onChange('signing_key', () => (heard += 1));
    await vi.waitUntil(() => heard === 1, PATIENCE);
    const undone = store.write(async (trx) => {
      await trx.deleteFrom('signing_key').execute();
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    await sleep(200);
    expect(heard).toBe(1);
    await store.close();
  });
});
