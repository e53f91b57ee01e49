import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../server/database/open-store.ts';
import { exportDocument } from '../../shared/privacy.schema.ts';
import { createFullVisitor } from '../support/full-visitor.ts';
import { pausingStore } from '../support/pausing-store.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import { findVisitorTables } from '../support/visitor-tables.ts';

const ROWS = 50_000;
const MIB = 1024 * 1024;

/** What proves who the visitor is stays out; the order of the lines is the order of the document. */
const LEFT_OUT = new Set(['salt', 'key_hash', 'position']);

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

async function addActions({ app }: TestApp, anonId: string): Promise<void> {
  await app.store.write((trx) =>
    sql`
      insert into action (anon_id, seq, id, action, item_id, created_at)
      with recursive n(i) as (select 3 union all select i + 1 from n where i < cast(${ROWS} as integer))
      select cast(${anonId} as text), i, 'id-' || i, cast(${'more of the same, '.repeat(10)} as text), null, 1 from n
    `.execute(trx),
  );
}

/** Every value inside, in order, whatever it is called. */
function leaves(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [JSON.stringify(value)];
  return Object.values(value).flatMap(leaves).sort();
}

/** A stored row as its owner has to export it. */
function storedLeaves(table: string, row: Readonly<Record<string, unknown>>): string[] {
  const columns = Object.entries(row).filter(([name]) => !LEFT_OUT.has(name) && (name !== 'anon_id' || table === 'anon_user'));
  const values = columns.map(([name, value]) => {
    if (name === 'document') return JSON.parse(String(value)) as unknown;
    return name.endsWith('_at') && value !== null ? new Date(Number(value)).toISOString() : value;
  });
  return values.flatMap(leaves).sort();
}

describe('an export', () => {
  it('holds every column of every row', async () => {
    await using app = await createTestApp();
    const { caller, tokens } = await createFullVisitor(app);
    const document = exportDocument.parse(JSON.parse(JSON.stringify(await caller.privacy.export())));
    for (const table of await findVisitorTables(app.app.store)) {
      const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(table)}`.execute(app.app.store.db);
      const stored = rows.map((row) => storedLeaves(table, row).join());
      expect({ table, rows: document.data[table]?.map((row) => leaves(row).join()).sort() }).toEqual({ table, rows: stored.sort() });
    }
    expect(document.anonId).toBe(tokens.anonId);
  });

  it('of 50,000 rows takes the memory of a few', async () => {
    await using app = await createTestApp();
    const { tokens } = await createFullVisitor(app);
    await addActions(app, tokens.anonId);
    collectGarbage();
    const before = process.memoryUsage();
    let [characters, pieces, peak] = [0, 0, 0];
    for await (const piece of app.app.services.privacy.exportText(tokens.anonId)) {
      characters += piece.length;
      if (pieces++ % 50 !== 0) continue;
      collectGarbage();
      const { heapUsed, external } = process.memoryUsage();
      peak = Math.max(peak, heapUsed + external - before.heapUsed - before.external);
    }
    expect(characters).toBeGreaterThan(12 * MIB);
    expect(pieces).toBeGreaterThan(200);
    expect(peak).toBeLessThan(6 * MIB);
  });

  it('reads no further ahead than somebody takes who downloads slowly', async () => {
    let reads = 0;
    await using app = await createTestApp({}, { openStore: (config) => pausingStore(openStore(config), async () => void (reads += 1)) });
    const { tokens } = await createFullVisitor(app);
    await addActions(app, tokens.anonId);
    const origin = await app.listen();
    reads = 0;
    const answer = await new Promise<NodeJS.ReadableStream>((resolve, reject) => {
      get(`${origin}/privacy/export`, { headers: { authorization: `Bearer ${tokens.accessToken}` } }, resolve).on('error', reject);
    });
    await sleep(300);
    const readAhead = reads;
    let text = '';
    answer.setEncoding('utf8');
    for await (const piece of answer) text += String(piece);
    expect(exportDocument.parse(JSON.parse(text)).counts).toMatchObject({ action: ROWS });
    expect(readAhead).toBeLessThan(reads * 0.8);
  });
});
