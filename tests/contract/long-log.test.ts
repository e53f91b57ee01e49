import { renameSync, statSync } from 'node:fs';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { openSqlite } from '../../server/database/sqlite.ts';
import { makeTempFolder } from '../support/temp-folder.ts';

const PAGE_BYTES = 4096;
const IDS = Array.from({ length: 64 }, (_, index) => index);
const WRITES = 24_000;
/** At 16,000 pages a commit copies the log, on the event loop. */
const PAGES_MAX = 15_000;

/** A database whose rows fill a page each, so that a write is a page of the log. */
async function openPages() {
  const folder = await makeTempFolder();
  const path = folder.databaseUrl.slice('file:'.length);
  const store = openSqlite(path);
  await store.write((trx) => sql`create table page (id integer primary key, count integer not null, filler blob not null)`.execute(trx));
  await store.write((trx) => sql`insert into page select value, 0, zeroblob(3000) from json_each(${JSON.stringify(IDS)})`.execute(trx));
  return {
    path,
    store,
    count: (id: number) => store.write((trx) => sql`update page set count = count + 1 where id = ${id}`.execute(trx)),
    sum: async () => (await sql<{ sum: number }>`select sum(count) as sum from page`.execute(store.db)).rows[0]?.sum,
    [Symbol.asyncDispose]: async () => {
      await store.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

describe('the log of a database that is written without a pause', () => {
  it('begins anew before a commit has to copy it, and nothing is lost', { timeout: 60_000 }, async () => {
    await using pages = await openPages();
    const { path, count, sum } = pages;
    let left = WRITES;
    const write = async (id: number) => {
      while (left-- > 0) await count(id);
    };
    await Promise.all(IDS.map(write));
    expect(await sum()).toBe(WRITES);
    const logPages = statSync(`${path}-wal`).size / PAGE_BYTES;
    expect(logPages).toBeLessThan(PAGES_MAX);
  });
});

describe('the log that is to hold nothing any more', () => {
  it('is emptied beside whoever writes all the time, and nothing is lost', async () => {
    await using pages = await openPages();
    const { store, count, sum } = pages;
    let isEmptying = true;
    let written = 0;
    const write = async (id: number) => {
      while (isEmptying) {
        await count(id);
        written += 1;
      }
    };
    const writing = Promise.all(IDS.map(write));
    const emptied: boolean[] = [];
    for (let round = 0; round < 20; round += 1) emptied.push(await store.emptyLog());
    isEmptying = false;
    await writing;
    expect(await sum()).toBe(written);
    expect(emptied).not.toContain(false);
  });

  it('is emptied where there is no thread to do it', async () => {
    await using folder = await makeTempFolder();
    const path = folder.databaseUrl.slice('file:'.length);
    const store = openSqlite(path);
    await store.write((trx) => sql`create table page (id integer primary key)`.execute(trx));
    // The thread opens the file by its name, and there is no such folder any more.
    renameSync(folder.path, `${folder.path}-moved`);
    const isEmpty = [await store.emptyLog(), await store.emptyLog()];
    renameSync(`${folder.path}-moved`, folder.path);
    const { size } = statSync(`${path}-wal`);
    await store.close();
    expect({ isEmpty, size }).toEqual({ isEmpty: [false, true], size: 0 });
  });
});

describe('a background write', () => {
  it.each([
    ['many ordinary rows', { rows: 5_000, isBackground: false }],
    ['fewer background rows', { rows: 3_000, isBackground: true }],
  ])('waits until the log is copied after %s, and others go before it', async (_name, { rows, isBackground }) => {
    await using folder = await makeTempFolder();
    const path = folder.databaseUrl.slice('file:'.length);
    const store = openSqlite(path);
    const done: string[] = [];
    const write = (name: string, options: { readonly isBackground: boolean }) =>
      store.write((trx) => sql`insert into page (name) values (${name})`.execute(trx), options).then(() => void done.push(name));
    await store.write((trx) => sql`create table page (id integer primary key, name text, filler blob)`.execute(trx));
    const list = JSON.stringify(Array.from({ length: rows }));
    await store.write((trx) => sql`insert into page (filler) select zeroblob(200) from json_each(${list})`.execute(trx), { isBackground });
    await write('login', { isBackground: false });
    await Promise.all([write('sweep', { isBackground: true }), write('like', { isBackground: false })]);
    const bytes = statSync(path).size;
    await store.close();
    expect(done).toEqual(['login', 'like', 'sweep']);
    expect(bytes).toBeGreaterThan(rows * 200);
  });
});
