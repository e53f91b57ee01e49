import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { type OpenDoor, openDoor } from '../support/open-door.ts';
import { makeTempFolder } from '../support/temp-folder.ts';

const ACT = '/trpc/items.addAction';
const HEALED_MS = 1_000;

/** Sets how many pages the database file may have. The pragma belongs to the connection that writes. */
async function limitPages(door: OpenDoor, pages: string): Promise<void> {
  await door.app.app.store.write((trx) => sql`pragma max_page_count = ${sql.raw(pages)}`.execute(trx));
}

/** Fills the database to its last page: `act` until it is refused. Returns the refusal. */
async function fillUp(door: OpenDoor) {
  await limitPages(door, '1');
  for (;;) {
    const answer = await door.post(ACT, { action: 'x'.repeat(200) });
    if (answer.status !== 200) return answer;
  }
}

function read(door: OpenDoor, path: string) {
  return door.fetch(path, { headers: { authorization: `Bearer ${door.tokens.accessToken}` } });
}

async function countActions(door: OpenDoor): Promise<number> {
  const { count } = await door.app.app.store.db
    .selectFrom('action')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** A door whose database is a file, gone with its folder; or in memory. */
async function openOn(place: string): Promise<AsyncDisposable & { readonly door: OpenDoor }> {
  const stack = new AsyncDisposableStack();
  const folder = stack.use(await makeTempFolder());
  const door = stack.use(await openDoor(place === 'on disk' ? { DATABASE_URL: folder.databaseUrl } : {}));
  return { door, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

describe.each(['on disk', 'in memory'])('a disk that is full, the database %s,', (place) => {
  it('refuses writes with STORAGE_UNAVAILABLE and says when to come back', async () => {
    await using full = await openOn(place);
    const { door } = full;
    const answer = await fillUp(door);
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(JSON.parse(answer.body)).toMatchObject({ error: { data: { reason: 'STORAGE_UNAVAILABLE', httpStatus: 503 } } });
    expect(answer.body).not.toMatch(/sqlite|full/i);
  });

  it('goes on reading, for visitors who are known', async () => {
    await using full = await openOn(place);
    const { door } = full;
    await fillUp(door);
    for (const path of ['/trpc/anon.me', '/trpc/items.list', '/trpc/sessions.list', '/readyz']) expect((await read(door, path)).status).toBe(200);
    // The note of this activity is due and cannot be written: that fails no call that only reads.
    door.app.clock.advance({ minutes: 2 });
    expect((await read(door, '/trpc/anon.me')).status).toBe(200);
  });

  it('stores nothing by halves: an action and its count are there or are not', async () => {
    await using full = await openOn(place);
    const { door } = full;
    await fillUp(door);
    const before = await countActions(door);
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => door.post(ACT, { action: `y${index}`.repeat(50), itemId: 'fountain-pen' })));
    const stored = answers.filter(({ status }) => status === 200).length;
    expect(answers.every(({ status }) => status === 200 || status === 503)).toBe(true);
    expect(await countActions(door)).toBe(before + stored);
    const { items } = await door.app.app.caller(door.tokens.accessToken).items.list();
    expect(items.find(({ itemId }) => itemId === 'fountain-pen')?.actionCount).toBe(stored);
  });

  it('takes everything again within a second once there is space', async () => {
    await using full = await openOn(place);
    const { door } = full;
    await fillUp(door);
    const id = '6f1f2c9e-8f0a-4d3c-9b57-0c6a5f7e1d22';
    const action = 'z'.repeat(200);
    const attempts = [];
    for (let count = 0; count < 5; count += 1) attempts.push((await door.post(ACT, { action, id })).status);
    await limitPages(door, '1000000');
    const healedAt = performance.now();
    expect((await door.post(ACT, { action, id })).status).toBe(200);
    expect((await door.post('/trpc/anon.login', {})).status).toBe(200);
    expect((await door.post('/trpc/anon.refresh', { refreshToken: door.tokens.refreshToken })).status).toBe(200);
    expect(performance.now() - healedAt).toBeLessThan(HEALED_MS);
    const { actions } = await door.app.app.caller(door.tokens.accessToken).items.list();
    expect(actions.filter((stored) => stored.id === id)).toHaveLength(1);
    const check = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(door.app.app.store.db);
    expect(check.rows).toEqual([{ integrity_check: 'ok' }]);
    expect(attempts.every((status) => status === 503 || status === 200)).toBe(true);
  });

  it('leaves a line in the log that says what the operator has to mend', async () => {
    await using full = await openOn(place);
    const { door } = full;
    await fillUp(door);
    const line = door.log.entries.find(({ reason }) => reason === 'STORAGE_UNAVAILABLE');
    expect(line).toMatchObject({ level: 40, procedure: 'items.addAction', err: { code: 'SQLITE_FULL' } });
    expect(JSON.stringify(line)).not.toMatch(/insert into/i);
  });
});
