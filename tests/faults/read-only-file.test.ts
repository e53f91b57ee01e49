import { sql } from 'kysely';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type OpenDoor, openDoor } from '../support/open-door.ts';
import { makeTempFolder } from '../support/temp-folder.ts';

const ACT = '/trpc/items.addAction';

interface ReadOnlyDoor extends AsyncDisposable {
  readonly door: OpenDoor;
  /** Lets the server's connections write or not, as a file system does that is mounted anew. */
  setReadOnly(isReadOnly: boolean): void;
}

/**
 * A door on a file, with a hand on its connections. `query_only` makes SQLite refuse with SQLITE_READONLY where a
 * read-only file would: permissions do not hold back root, and a file system with open files cannot be remounted.
 */
async function openOnFile(): Promise<ReadOnlyDoor> {
  await using stack = new AsyncDisposableStack();
  const pragma = vi.spyOn(BetterSqlite3.prototype, 'pragma');
  onTestFinished(() => pragma.mockRestore());
  const folder = stack.use(await makeTempFolder());
  const door = stack.use(await openDoor({ DATABASE_URL: folder.databaseUrl }));
  const connections = new Set(pragma.mock.contexts as BetterSqlite3.Database[]);
  pragma.mockRestore();
  const owned = stack.move();
  return {
    door,
    setReadOnly: (isReadOnly) => connections.forEach((connection) => connection.exec(`pragma query_only = ${isReadOnly ? 1 : 0}`)),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function read(door: OpenDoor, path: string) {
  return door.fetch(path, { headers: { authorization: `Bearer ${door.tokens.accessToken}` } });
}

describe('a database that can only be read', () => {
  it('refuses every write with STORAGE_UNAVAILABLE, says when to come back, and keeps the cause in the log', async () => {
    await using file = await openOnFile();
    const { door } = file;
    file.setReadOnly(true);
    for (const [path, input] of [[ACT, { action: 'like' }], ['/trpc/anon.login', {}], ['/trpc/anon.refresh', { refreshToken: door.tokens.refreshToken }]] as const) {
      const answer = await door.post(path, input);
      expect({ path, status: answer.status }).toEqual({ path, status: 503 });
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(JSON.parse(answer.body)).toMatchObject({ error: { data: { reason: 'STORAGE_UNAVAILABLE' } } });
      expect(answer.body).not.toMatch(/sqlite|readonly/i);
    }
    const line = door.log.entries.find(({ reason }) => reason === 'STORAGE_UNAVAILABLE');
    expect(line).toMatchObject({ level: 40, err: { code: 'SQLITE_READONLY' } });
  });

  it('goes on reading, for visitors who are known', async () => {
    await using file = await openOnFile();
    const { door } = file;
    file.setReadOnly(true);
    for (const path of ['/trpc/anon.me', '/trpc/items.list', '/trpc/sessions.list', '/readyz']) expect((await read(door, path)).status).toBe(200);
    // The note of this activity is due and cannot be written: that fails no call that only reads.
    door.app.clock.advance({ minutes: 2 });
    expect((await read(door, '/trpc/anon.me')).status).toBe(200);
  });

  it('takes everything again within a second once it can be written', async () => {
    await using file = await openOnFile();
    const { door } = file;
    file.setReadOnly(true);
    const id = '3d0a4a0e-65a3-4d50-8a39-1b0d6a7d6e0f';
    expect((await door.post(ACT, { action: 'like', id })).status).toBe(503);
    file.setReadOnly(false);
    const healed = performance.now();
    expect((await door.post(ACT, { action: 'like', id })).status).toBe(200);
    expect((await door.post('/trpc/anon.refresh', { refreshToken: door.tokens.refreshToken })).status).toBe(200);
    expect((await door.post('/trpc/anon.login', {})).status).toBe(200);
    expect(performance.now() - healed).toBeLessThan(1000);
    const { actions } = await door.app.app.caller(door.tokens.accessToken).items.list();
    expect(actions.filter((stored) => stored.id === id)).toHaveLength(1);
    const check = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(door.app.app.store.db);
    expect(check.rows).toEqual([{ integrity_check: 'ok' }]);
  });
});
