import { Refusal } from '../refusal.ts';

/** Codes that say "not now": the disk, the file or another process is in the way; nothing was changed. */
const UNAVAILABLE = /^SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN|NOMEM|PROTOCOL)/;

/** The result code of a better-sqlite3 error, or null for anything else. */
export function sqliteCode(error: unknown): string | null {
  if (!(error instanceof Error) || error.name !== 'SqliteError') return null;
  return (error as Error & { readonly code: string }).code;
}

export function isBusy(error: unknown): boolean {
  return sqliteCode(error)?.startsWith('SQLITE_BUSY') === true;
}

/** A row that the schema does not allow. SQLite has undone the statement, and it alone. */
export function isConstraint(error: unknown): boolean {
  return sqliteCode(error)?.startsWith('SQLITE_CONSTRAINT') === true;
}

/** Turns "not now" into `STORAGE_UNAVAILABLE`; every other error comes back as it is. */
export function toRefusal(error: unknown): unknown {
  const code = sqliteCode(error);
  return code !== null && UNAVAILABLE.test(code) ? new Refusal('STORAGE_UNAVAILABLE', { cause: error }) : error;
}
