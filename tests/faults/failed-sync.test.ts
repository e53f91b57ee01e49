import { copyFileSync, fdatasync } from 'node:fs';
import { promisify } from 'node:util';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { MIGRATIONS } from '../../server/database/migrations/index.ts';
import { migrate } from '../../server/database/migrator.ts';
import { openSqlite } from '../../server/database/sqlite.ts';
import type { Store } from '../../server/database/store.ts';
import { type SyncFile, WalSync } from '../../server/database/wal-sync.ts';
import { openDoor } from '../support/open-door.ts';
import { makeTempFolder } from '../support/temp-folder.ts';

const sync = promisify(fdatasync);
const UNAVAILABLE = { reason: 'STORAGE_UNAVAILABLE' };

interface Disk {
  /** So many syncs fail from now on, each once, as Linux says it. */
  failures: number;
}

function failingSync(disk: Disk): SyncFile {
  return async (file) => {
    if (disk.failures === 0) return sync(file);
    disk.failures -= 1;
    throw Object.assign(new Error('EIO'), { code: 'EIO' });
  };
}

async function openOnFailingDisk() {
  const folder = await makeTempFolder();
  const path = folder.databaseUrl.slice('file:'.length);
  const disk: Disk = { failures: 0 };
  const store = openSqlite(path, failingSync(disk));
  await migrate(store, MIGRATIONS, 0);
  const close = async () => {
    await store.close();
    await folder[Symbol.asyncDispose]();
  };
  return { path, disk, store, [Symbol.asyncDispose]: close };
}

function add(store: Store, anonId: string): Promise<unknown> {
  return store.write((trx) => trx.insertInto('anon_user').values({ anon_id: anonId, created_at: 0, last_activity_at: 0 }).execute());
}

/** Who is in the database file itself, as if the log had been lost. */
function withoutTheLog(path: string): string[] {
  const copy = `${path}.copy`;
  copyFileSync(path, copy);
  const database = new BetterSqlite3(copy);
  const anonIds = database.prepare<[], string>('select anon_id from anon_user order by anon_id').pluck().all();
  database.close();
  return anonIds;
}

describe('a sync that fails', () => {
  it('is told to whoever waited for it, and the next write relies on nothing of the log', async () => {
    await using database = await openOnFailingDisk();
    await add(database.store, 'a');
    database.disk.failures = 1;
    await expect(add(database.store, 'b')).rejects.toMatchObject(UNAVAILABLE);
    await add(database.store, 'c');
    expect(withoutTheLog(database.path)).toEqual(['a', 'b', 'c']);
  });

  it('is a 503 over HTTP that says when to come back; the same call sent again finds what it did', async () => {
    await using folder = await makeTempFolder();
    const disk = { failures: 0 };
    const openStore = () => openSqlite(folder.databaseUrl.slice('file:'.length), failingSync(disk));
    await using door = await openDoor({ DATABASE_URL: folder.databaseUrl }, { openStore });
    const act = () => door.post('/trpc/items.addAction', { id: '6f1f2c9e-8f0a-4d3c-9b57-0c6a5f7e1d22', action: 'like' });
    disk.failures = 1;
    const refused = await act();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect(JSON.parse(refused.body)).toMatchObject({ error: { data: UNAVAILABLE } });
    expect((await act()).status).toBe(200);
    const { actions } = await door.app.app.caller(door.tokens.accessToken).items.list();
    expect(actions.map(({ action }) => action)).toEqual(['like', 'arrive']);
  });

  it('refuses every write until the log could be copied', async () => {
    await using database = await openOnFailingDisk();
    const reader = new BetterSqlite3(database.path);
    await add(database.store, 'a');
    reader.exec('begin');
    reader.prepare('select * from anon_user').all();
    database.disk.failures = 1;
    await expect(add(database.store, 'b')).rejects.toMatchObject(UNAVAILABLE);
    await expect(add(database.store, 'c')).rejects.toMatchObject(UNAVAILABLE);
    reader.close();
    await add(database.store, 'd');
    expect(withoutTheLog(database.path)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('fails those that began beside it, whatever the disk says of them', async () => {
    await using folder = await makeTempFolder();
    const path = folder.databaseUrl.slice('file:'.length);
    copyFileSync(import.meta.filename, `${path}-wal`);
    const first = Promise.withResolvers<void>();
    const answers = [first.promise, Promise.resolve(), Promise.resolve()].values();
    const wal = new WalSync(path, () => answers.next().value ?? Promise.resolve());
    const syncs = [wal.sync(), wal.sync()];
    first.reject(new Error('EIO'));
    for (const result of await Promise.allSettled(syncs)) expect(result).toMatchObject({ status: 'rejected', reason: UNAVAILABLE });
    await expect(wal.sync()).rejects.toMatchObject(UNAVAILABLE);
    wal.restart();
    await wal.sync();
    await wal.close();
  });
});
