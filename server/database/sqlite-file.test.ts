import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { DatabaseUnusable } from './database-unusable.ts';
import { assertVersion } from './sqlite-file.ts';

/** A database that says it is of that version. */
function ofVersion(version: string): BetterSqlite3.Database {
  return new BetterSqlite3(':memory:').function('sqlite_version', () => version);
}

describe('a SQLite', () => {
  it.each(['3.51.3', '3.51.10', '3.52.0', '4.0.0'])('of version %s is used', (version) => {
    assertVersion(ofVersion(version));
  });

  it.each(['3.51.2', '3.50.9', '3.7.0', '2.99.99'])('of version %s is refused, by a line that names what is needed', (version) => {
    expect(() => assertVersion(ofVersion(version))).toThrow(new DatabaseUnusable(`SQLite ${version} is too old: 3.51.3 or newer is needed.`));
  });

  it('that is installed is new enough', () => {
    assertVersion(new BetterSqlite3(':memory:'));
  });
});
