import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { isForeignKeyViolation } from '../../server/database/constraints.ts';
import { prepare } from '../../server/database/prepared.ts';
import type { Db, Store } from '../../server/database/store.ts';
import { DATABASES } from '../support/databases.ts';

function insertVisitor(db: Db, anonId: string, at = 0): Promise<unknown> {
  return db.insertInto('anon_user').values({ anon_id: anonId, created_at: at, last_activity_at: at }).execute();
}

const findVisitor = prepare((db, { anonId }: { readonly anonId: string }) => db.selectFrom('anon_user').select('anon_id').where('anon_id', '=', anonId));

async function visitors({ db }: Store): Promise<string[]> {
  const rows = await db.selectFrom('anon_user').select('anon_id').orderBy('anon_id').execute();
  return rows.map((row) => row.anon_id);
}

describe.each(DATABASES)('a store on $name', ({ migrated }) => {
  it('shows what a step wrote to every process once write() has resolved', async () => {
    await using database = await migrated();
    const [one, other] = [database.open(), database.open()];
    await one.write((trx) => insertVisitor(trx, 'a'));
    expect(await visitors(other)).toEqual(['a']);
  });

  it('answers with what the step returns', async () => {
    await using database = await migrated();
    expect(await database.open().write(() => Promise.resolve('value'))).toBe('value');
  });

  it('leaves nothing behind of a step that throws, and rejects with what was thrown', async () => {
    await using database = await migrated();
    const store = database.open();
    const fault = new Error('of the step');
    const step = async (trx: Db) => {
      await insertVisitor(trx, 'a');
      throw fault;
    };
    await expect(store.write(step)).rejects.toBe(fault);
    expect(await visitors(store)).toEqual([]);
  });

  it('lets a step fail alone among others of the same moment', async () => {
    await using database = await migrated();
    const store = database.open();
    const results = await Promise.allSettled(
      Array.from({ length: 60 }, (_, index) =>
        store.write(async (trx) => {
          await insertVisitor(trx, `v${String(index).padStart(2, '0')}`);
          if (index % 3 === 0) throw new Error('mine alone');
        }),
      ),
    );
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(20);
    expect(await visitors(store)).toHaveLength(40);
  });

  it.each([
    ['a table', 'create table made (a int)'],
    ['a row that it has read back', "insert into anon_user (anon_id, created_at, last_activity_at) values ('made', 0, 0) returning anon_id"],
  ])('undoes %s that a failing step has made, and nothing of its neighbours', async (_kind, statement) => {
    await using database = await migrated();
    const store = database.open();
    const failing = async (trx: Db) => {
      await sql.raw(statement).execute(trx);
      throw new Error('mine alone');
    };
    const results = await Promise.allSettled([store.write((trx) => insertVisitor(trx, 'a')), store.write(failing), store.write((trx) => insertVisitor(trx, 'b'))]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await visitors(store)).toEqual(['a', 'b']);
    await expect(sql`select 1 from made`.execute(store.db)).rejects.toThrow(/made/);
  });

  it('runs the others once beside a step that is refused and has changed nothing', async () => {
    await using database = await migrated();
    const store = database.open();
    await store.write((trx) => insertVisitor(trx, 'known'));
    let runs = 0;
    const counted = (anonId: string) => (trx: Db) => {
      runs += 1;
      return insertVisitor(trx, anonId);
    };
    const refused = async (trx: Db) => {
      await sql`insert into anon_user (anon_id, created_at, last_activity_at) values ('known', 1, 1) on conflict do nothing`.execute(trx);
      throw new Error('mine alone');
    };
    const results = await Promise.allSettled([store.write(counted('a')), store.write(refused), store.write(counted('b'))]);
    expect([runs, ...results.map(({ status }) => status)]).toEqual([2, 'fulfilled', 'rejected', 'fulfilled']);
  });

  it('hides what a step writes until it has committed', async () => {
    await using database = await migrated();
    const [writer, reader] = [database.open(), database.open()];
    let seen: string[] = ['not asked'];
    await writer.write(async (trx) => {
      await insertVisitor(trx, 'a');
      seen = await visitors(reader);
    });
    expect(seen).toEqual([]);
  });

  it('hides it from prepared queries of its own store too', async () => {
    await using database = await migrated();
    const store = database.open();
    const known = async () => (await findVisitor(store.db, { anonId: 'a' })).rows.length;
    const before = await store.write(async (trx) => {
      await insertVisitor(trx, 'a');
      return known();
    });
    expect([before, await known()]).toEqual([0, 1]);
  });

  it('lets a step see its own writes', async () => {
    await using database = await migrated();
    const step = async (trx: Db) => {
      await insertVisitor(trx, 'a');
      return trx.selectFrom('anon_user').select('anon_id').execute();
    };
    expect(await database.open().write(step)).toEqual([{ anon_id: 'a' }]);
  });

  it('runs the steps of one turn in the order they were handed in, in spite of one that fails', async () => {
    await using database = await migrated();
    const store = database.open();
    const order: number[] = [];
    await Promise.allSettled(
      Array.from({ length: 30 }, (_, index) =>
        store.write(
          async (trx) => {
            await trx.selectFrom('item').selectAll().execute();
            order.push(index);
            if (index === 7) throw new Error('the eighth fails');
          },
          { turnOf: 'visitor' },
        ),
      ),
    );
    expect(order).toEqual(Array.from({ length: 30 }, (_, index) => index));
  });

  it('never runs two steps of one turn side by side, not even in two processes', async () => {
    await using database = await migrated();
    const stores = [database.open(), database.open()];
    let running = 0;
    let most = 0;
    const step = async (trx: Db) => {
      most = Math.max(most, (running += 1));
      await trx.selectFrom('item').selectAll().execute();
      running -= 1;
    };
    const first = async (trx: Db) => {
      await trx.selectFrom('item').select('item_id').limit(1).execute();
      return step(trx);
    };
    await Promise.all(Array.from({ length: 40 }, (_, index) => stores[index % 2]?.write(first, { turnOf: 'visitor' })));
    expect(most).toBe(1);
  });

  it('gives integers beyond 32 bits as numbers, and counts as numbers or what Number() reads', async () => {
    await using database = await migrated();
    const store = database.open();
    await store.write((trx) => insertVisitor(trx, 'a', Number.MAX_SAFE_INTEGER));
    expect(await store.db.selectFrom('anon_user').selectAll().executeTakeFirst()).toEqual({
      anon_id: 'a',
      created_at: Number.MAX_SAFE_INTEGER,
      last_activity_at: Number.MAX_SAFE_INTEGER,
    });
    const { rows } = await sql<{ readonly visitors: unknown }>`select count(*) as visitors from anon_user`.execute(store.db);
    expect(rows).toEqual([{ visitors: 1 }]);
  });

  it('names a missing parent row, and tells it from a duplicate', async () => {
    await using database = await migrated();
    const store = database.open();
    const orphan = store.write((trx) => trx.insertInto('history').values({ anon_id: 'nobody', last_seq: 1 }).execute());
    expect(isForeignKeyViolation(await orphan.catch((error: unknown) => error))).toBe(true);
    await store.write((trx) => insertVisitor(trx, 'a'));
    const duplicate = store.write((trx) => insertVisitor(trx, 'a'));
    expect(isForeignKeyViolation(await duplicate.catch((error: unknown) => error))).toBe(false);
  });

  it('lets a step name a row before it makes it, and not after all when it never does', async () => {
    await using database = await migrated();
    const store = database.open();
    const dangling = store.write((trx) => trx.insertInto('login_key').values({ key_hash: 'k', session_id: 'none', expires_at: 1 }).execute());
    expect(isForeignKeyViolation(await dangling.catch((error: unknown) => error))).toBe(true);
    expect(await store.db.selectFrom('login_key').selectAll().execute()).toEqual([]);
  });

  it('counts what an update and a delete have touched', async () => {
    await using database = await migrated();
    const store = database.open();
    await store.write((trx) => Promise.all([insertVisitor(trx, 'a'), insertVisitor(trx, 'b')]));
    const { numUpdatedRows } = await store.write((trx) => trx.updateTable('anon_user').set({ created_at: 1 }).executeTakeFirst());
    const { numDeletedRows } = await store.write((trx) => trx.deleteFrom('anon_user').where('anon_id', '=', 'a').executeTakeFirst());
    expect([numUpdatedRows, numDeletedRows]).toEqual([2n, 1n]);
  });

  it('refuses a transaction from the door for reading', async () => {
    await using database = await migrated();
    await expect(database.open().db.transaction().execute(() => Promise.resolve())).rejects.toThrow('Store.write');
  });

  it('refuses more than it can hold with OVERLOADED, and does the rest', async () => {
    await using database = await migrated();
    const store = database.open();
    const results = await Promise.allSettled(Array.from({ length: 4_200 }, () => store.write(() => Promise.resolve())));
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.every(({ reason }) => (reason as { readonly reason: string }).reason === 'OVERLOADED')).toBe(true);
    await expect(store.write(() => Promise.resolve('again'))).resolves.toBe('again');
  });

  it('finishes what it has accepted when it is closed', async () => {
    await using database = await migrated();
    const store = database.open();
    const writes = Array.from({ length: 20 }, (_, index) => store.write((trx) => insertVisitor(trx, `v${index}`)));
    await store.close();
    await Promise.all(writes);
    expect(await visitors(database.open())).toHaveLength(20);
  });
});
