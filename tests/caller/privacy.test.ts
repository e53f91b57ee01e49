import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { createLogger } from '../../server/log.ts';
import { type ExportDocument, exportDocument } from '../../shared/privacy.schema.ts';
import { countRows, createFullVisitor } from '../support/full-visitor.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { createTestApp } from '../support/test-app.ts';
import { findVisitorTables, listForeignKeys } from '../support/visitor-tables.ts';

const MARK = 'marker-7f3a9c51';

async function download(origin: string, accessToken: string): Promise<ExportDocument> {
  const answer = await fetch(`${origin}/privacy/export`, { headers: { authorization: `Bearer ${accessToken}` } });
  expect(answer.status).toBe(200);
  return exportDocument.parse(await answer.json());
}

describe('the owners of visitor data', () => {
  it('own every table of the schema that holds rows of a visitor, and no other', async () => {
    await using app = await createTestApp();
    expect([...app.app.visitorData.tables].sort()).toEqual(await findVisitorTables(app.app.store));
  });

  it('are missed for a new table with an anon_id, and for one that leads to such a table', async () => {
    await using app = await createTestApp();
    await app.app.store.write(async (trx) => {
      await sql`create table wish (anon_id text not null, wish_id text primary key)`.execute(trx);
      await sql`create table wish_note (note_id text primary key, wish_id text references wish (wish_id))`.execute(trx);
    });
    const owned: readonly string[] = app.app.visitorData.tables;
    expect((await findVisitorTables(app.app.store)).filter((table) => !owned.includes(table))).toEqual(['wish', 'wish_note']);
  });

  it('own rows that hang on the visitor by a foreign key', async () => {
    await using app = await createTestApp();
    const keys = await listForeignKeys(app.app.store);
    const held = app.app.visitorData.tables.filter((table) => keys.some(({ child, parent }) => child === table && ['anon_user', 'session'].includes(parent)));
    expect(['anon_user', ...held].sort()).toEqual([...app.app.visitorData.tables].sort());
  });

  it('leave no row behind, and none of another visitor is touched', async () => {
    await using app = await createTestApp();
    const [one, other] = [await createFullVisitor(app), await createFullVisitor(app)];
    const before = await countRows(app, one.tokens.anonId);
    expect(Object.entries(before).filter(([, rows]) => rows === 0)).toEqual([]);
    expect(Object.keys(before).sort()).toEqual(await findVisitorTables(app.app.store));
    const { counts } = await one.caller.privacy.erase();
    expect(counts).toEqual(before);
    expect(Object.values(await countRows(app, one.tokens.anonId)).every((rows) => rows === 0)).toBe(true);
    expect(await countRows(app, other.tokens.anonId)).toEqual(before);
    for (const table of await findVisitorTables(app.app.store)) {
      const { rows } = await sql<{ readonly count: number }>`select count(*) as count from ${sql.table(table)}`.execute(app.app.store.db);
      expect({ table, count: rows[0]?.count }).toEqual({ table, count: before[table] });
    }
  });

  it('refuse to share a table', async () => {
    await using app = await createTestApp();
    const { VisitorData } = await import('../../server/privacy/visitor-data.ts');
    const { anonOwner } = await import('../../server/anon/anon.owner.ts');
    expect(() => new VisitorData([anonOwner, { ...anonOwner, name: 'other' }])).toThrow(TypeError);
    expect(app.app.visitorData.tables).toContain('anon_user');
  });

  it('move everything of one visitor to another, and leave nothing of the first', async () => {
    await using app = await createTestApp();
    const from = await createFullVisitor(app, 'from');
    app.clock.advance({ minutes: 2 });
    const to = await createFullVisitor(app, 'to');
    const before = await countRows(app, from.tokens.anonId);
    await app.app.store.write((trx) => app.app.visitorData.mergeInto(trx, from.tokens.anonId, to.tokens.anonId));
    expect(Object.values(await countRows(app, from.tokens.anonId)).every((rows) => rows === 0)).toBe(true);
    expect(await countRows(app, to.tokens.anonId)).toEqual({
      anon_user: 1,
      session: 2,
      login_key: 2,
      action: 4,
      item_tally: 1,
      cart: 1,
      cart_line: before['cart_line'],
      cart_add: 2,
      history: 1,
      item_view: 4,
      preferences: 1,
    });
    const { actions, items } = await to.caller.items.list();
    expect(actions.map(({ action }) => action)).toEqual(['to more', 'to', 'from more', 'from']);
    expect(items[0]).toMatchObject({ itemId: 'fountain-pen', actionCount: 2, lastActionAt: '2026-01-15T12:02:00.000Z' });
    expect((await to.caller.cart.get()).lines.map(({ quantity }) => quantity)).toEqual([4, 2]);
    expect((await to.caller.history.list()).views.map(({ viewedAt }) => viewedAt.slice(14, 16))).toEqual(['02', '02', '00', '00']);
    await to.caller.items.addAction({ action: 'after' });
    expect((await to.caller.items.list()).actions[0]?.action).toBe('after');
    const moved = await app.anonymous().anon.refresh({ refreshToken: from.tokens.refreshToken });
    expect(moved.anonId).toBe(to.tokens.anonId);
  });
});

describe('privacy.export', () => {
  it('holds every row that was written, by the document alone', async () => {
    await using app = await createTestApp();
    const { caller, tokens } = await createFullVisitor(app, MARK);
    const document = exportDocument.parse(JSON.parse(JSON.stringify(await caller.privacy.export())));
    expect(document).toMatchObject({ format: 'passerby-visitor', version: 1, anonId: tokens.anonId, exportedAt: '2026-01-15T12:00:00.000Z' });
    expect(document.counts).toEqual(await countRows(app, tokens.anonId));
    const counted = Object.entries(document.data).map(([table, rows]) => [table, rows.length]);
    expect(Object.fromEntries(counted)).toEqual(document.counts);
    expect(document.data).toMatchObject({
      action: [{ action: MARK, itemId: 'fountain-pen', createdAt: '2026-01-15T12:00:00.000Z' }, { action: `${MARK} more` }],
      item_tally: [{ itemId: 'fountain-pen', actionCount: 1 }],
      cart_line: [{ itemId: 'fountain-pen', quantity: 2, unitPrice: { amount: 4900, currency: 'EUR' } }, { itemId: 'indoor-fern' }],
      item_view: [{ itemId: 'fountain-pen' }, { itemId: 'indoor-fern' }],
      preferences: [{ preferences: { language: 'zh', app: { favouriteItems: ['indoor-fern'] } } }],
    });
  });

  it('is the same document over HTTP, as a file to save, for a bearer token alone', async () => {
    await using app = await createTestApp();
    const { caller, tokens } = await createFullVisitor(app);
    const origin = await app.listen();
    expect(await download(origin, tokens.accessToken)).toEqual(await caller.privacy.export());
    const answer = await fetch(`${origin}/privacy/export`, { headers: { authorization: `Bearer ${tokens.accessToken}` } });
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="passerby-export.json"');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    await answer.body?.cancel();
  });

  it('contains nothing that proves who the visitor is', async () => {
    await using app = await createTestApp();
    const { caller, tokens } = await createFullVisitor(app);
    const text = JSON.stringify(await caller.privacy.export());
    const { salt } = await app.app.store.db.selectFrom('session').select('salt').executeTakeFirstOrThrow();
    const { key_hash: keyHash } = await app.app.store.db.selectFrom('login_key').select('key_hash').executeTakeFirstOrThrow();
    for (const secret of [salt, keyHash, tokens.refreshToken, tokens.accessToken]) expect(text).not.toContain(secret);
  });

  it('refuses strangers and tokens of nobody', async () => {
    await using app = await createTestApp();
    await expect(app.anonymous().privacy.export()).rejects.toMatchObject({ reason: 'TOKEN_MISSING' });
    await expect(app.anonymous().privacy.erase()).rejects.toMatchObject({ reason: 'TOKEN_MISSING' });
    const origin = await app.listen();
    const stranger = await fetch(`${origin}/privacy/export`);
    expect([stranger.status, stranger.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    const forged = await fetch(`${origin}/privacy/export`, { headers: { authorization: 'Bearer nonsense' } });
    expect(await forged.json()).toMatchObject({ error: { data: { reason: 'TOKEN_INVALID' } } });
    const posted = await fetch(`${origin}/privacy/export`, { method: 'POST' });
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET']);
  });

  it('streams what is too much for one answer, every row of it', async () => {
    await using app = await createTestApp();
    const { caller, tokens } = await createFullVisitor(app);
    await app.app.store.write(async (trx) => {
      const series = sql`with recursive n(i) as (select 3 union all select i + 1 from n where i < 12000) select ${tokens.anonId}, i, 'id-' || i, 'more', null, 1 from n`;
      await sql`insert into action (anon_id, seq, id, action, item_id, created_at) ${series}`.execute(trx);
    });
    await expect(caller.privacy.export()).rejects.toMatchObject({ reason: 'EXPORT_TOO_LARGE' });
    const document = await download(await app.listen(), tokens.accessToken);
    expect(document.counts).toMatchObject({ action: 12_000, preferences: 1 });
    expect(document.data['action']?.map(({ number }) => number)).toEqual(Array.from({ length: 12_000 }, (_, index) => index + 1));
  });

  it('is no JSON when the visitor was removed before its end', async () => {
    await using app = await createTestApp();
    const { tokens } = await createFullVisitor(app);
    const pieces = app.app.services.privacy.exportText(tokens.anonId);
    await app.app.services.privacy.erase(tokens.anonId);
    const takeAll = async () => {
      for await (const piece of pieces) expect(piece).not.toMatch(/\}\s*$/);
    };
    await expect(takeAll()).rejects.toMatchObject({ reason: 'VISITOR_RETIRED' });
  });
});

describe('privacy.erase', () => {
  it('ends every session at once and gives a receipt that names nobody', async () => {
    await using app = await createTestApp();
    const { caller, tokens } = await createFullVisitor(app);
    const receipt = await caller.privacy.erase();
    expect(receipt).toMatchObject({ erasedAt: '2026-01-15T12:00:00.000Z', counts: { anon_user: 1, session: 1, action: 2 } });
    expect(JSON.stringify(receipt)).not.toContain(tokens.anonId);
    await expect(caller.anon.me()).rejects.toMatchObject({ reason: 'VISITOR_RETIRED' });
    await expect(app.app.caller(tokens.accessToken).cart.add({ itemId: 'fountain-pen' })).rejects.toMatchObject({ reason: 'VISITOR_RETIRED' });
    await expect(app.anonymous().anon.refresh({ refreshToken: tokens.refreshToken })).rejects.toMatchObject({ reason: 'VISITOR_RETIRED' });
    await expect(app.anonymous().anon.logout({ refreshToken: tokens.refreshToken })).resolves.toEqual({});
  });

  it('refuses the second call, and of two at once exactly one succeeds', async () => {
    await using app = await createTestApp();
    const { caller } = await createFullVisitor(app);
    const outcomes = await Promise.allSettled([caller.privacy.erase(), caller.privacy.erase()]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(caller.privacy.erase()).rejects.toMatchObject({ reason: 'VISITOR_RETIRED' });
  });

  it('is obeyed by every process of the database, without delay', async () => {
    await using folder = await makeTempFolder();
    const environment = { DATABASE_URL: folder.databaseUrl, PASSERBY_SECRET: 'secret-of-both-processes-0123456789abcdef' };
    await using here = await createTestApp(environment);
    await using there = await createTestApp(environment);
    const { caller, tokens } = await createFullVisitor(here);
    await there.app.caller(tokens.accessToken).anon.me();
    await caller.privacy.erase();
    await expect(there.app.caller(tokens.accessToken).anon.me()).rejects.toMatchObject({ reason: 'VISITOR_RETIRED' });
    await expect(there.app.caller(tokens.accessToken).items.addAction({ action: 'like' })).rejects.toMatchObject({ reason: 'VISITOR_RETIRED' });
    await expect(there.anonymous().anon.refresh({ refreshToken: tokens.refreshToken })).rejects.toMatchObject({ reason: 'VISITOR_RETIRED' });
  });

  it('leaves no byte of the visitor in the database file, its journal or the log', async () => {
    await using folder = await makeTempFolder();
    const lines: string[] = [];
    const logger = createLogger('trace', { write: (line: string) => void lines.push(line) });
    await using app = await createTestApp({ DATABASE_URL: folder.databaseUrl }, { logger });
    await createFullVisitor(app, 'bystander');
    const { tokens, caller } = await createFullVisitor(app, MARK);
    const origin = await app.listen();
    await download(origin, tokens.accessToken);
    const [file, journal] = ['passerby.db', 'passerby.db-wal'].map((name) => `${folder.path}/${name}`);
    const has = async (path: string | undefined, text: string) => (await readFile(path ?? '')).includes(text);
    expect((await has(file, MARK)) || (await has(journal, MARK))).toBe(true);
    await caller.privacy.erase();
    const [sessionId = ''] = tokens.refreshToken.split('.');
    for (const text of [MARK, tokens.anonId, sessionId]) {
      expect({ text, file: await has(file, text), journal: await has(journal, text) }).toEqual({ text, file: false, journal: false });
      expect(lines.join('')).not.toContain(text);
    }
    expect(await has(file, 'bystander')).toBe(true);
    expect(lines.join('')).toContain('a visitor was erased');
  });
});
