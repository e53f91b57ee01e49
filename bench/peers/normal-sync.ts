import BetterSqlite3 from 'better-sqlite3';

// Loaded before Passerby by the `synchronous = NORMAL` table alone: Passerby itself has no such setting.

const { pragma } = BetterSqlite3.prototype;
BetterSqlite3.prototype.pragma = function (this: BetterSqlite3.Database, source: string, options?: BetterSqlite3.PragmaOptions): unknown {
  return pragma.call(this, source === 'synchronous = FULL' ? 'synchronous = NORMAL' : source, options);
};
