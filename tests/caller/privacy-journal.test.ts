import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { createFullVisitor } from '../support/full-visitor.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const MARK = 'marker-91c4d7e0';

/** A visitor who was erased while somebody was reading all the time, so that the journal could not be emptied. */
async function eraseBesideReader(app: TestApp, folder: string): Promise<void> {
  const { tokens } = await createFullVisitor(app, MARK);
  const reader = new BetterSqlite3(join(folder, 'passerby.db'), { readonly: true });
  reader.exec('begin');
  reader.prepare('select count(*) from action').get();
  await app.app.services.privacy.erase(tokens.anonId);
  reader.close();
}

async function isInJournal(folder: string): Promise<boolean> {
  return (await readFile(join(folder, 'passerby.db-wal'))).includes(MARK);
}

describe('the journal of an erasure beside somebody who reads', () => {
  it('is emptied the next time the server maintains itself', async () => {
    await using folder = await makeTempFolder();
    await using app = await createTestApp({ DATABASE_URL: folder.databaseUrl });
    await eraseBesideReader(app, folder.path);
    expect(await isInJournal(folder.path)).toBe(true);
    await app.app.services.privacy.maintain();
    expect(await isInJournal(folder.path)).toBe(false);
    expect((await readFile(join(folder.path, 'passerby.db'))).includes(MARK)).toBe(false);
  });

  it('is emptied by the next server that runs, when the first has died', async () => {
    await using folder = await makeTempFolder();
    const environment = { DATABASE_URL: folder.databaseUrl, PASSERBY_SECRET: randomBytes(48).toString('base64') };
    await using dead = await createTestApp(environment);
    await eraseBesideReader(dead, folder.path);
    expect(await isInJournal(folder.path)).toBe(true);
    await using next = await createTestApp(environment);
    await next.listen();
    await expect.poll(() => isInJournal(folder.path), { timeout: 10_000 }).toBe(false);
  });
});
