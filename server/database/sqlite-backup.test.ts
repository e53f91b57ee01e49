import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { expect, it } from 'vitest';
import { backUpSqlite } from './sqlite-backup.ts';

const ROWS = 5_000;

it('ends beside somebody who writes all the time, and holds the rows of one instant', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'passerby-backup-'));
  const [path, target] = [join(folder, 'busy.db'), join(folder, 'copy.db')];
  const writer = new BetterSqlite3(path);
  try {
    writer.pragma('journal_mode = WAL');
    writer.exec(`create table note (text); with recursive n(i) as (select 1 union all select i + 1 from n where i < ${ROWS}) insert into note select randomblob(2500) from n`);
    let steps = 0;
    await backUpSqlite(path, target, () => {
      steps += 1;
      if (steps > 50) throw new RangeError('the copy begins anew with every write');
      writer.exec("insert into note values ('later')");
    });
    expect(steps).toBeGreaterThan(2);
    const copy = new BetterSqlite3(target, { readonly: true });
    expect(copy.prepare('select count(*) from note').pluck().get()).toBe(ROWS);
    copy.close();
  } finally {
    writer.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
