import { sqlState } from './postgres-errors.ts';
import { sqliteCode } from './sqlite-errors.ts';

/** True when a statement failed because a row that it refers to is not there. */
export function isForeignKeyViolation(error: unknown): boolean {
  return sqliteCode(error) === 'SQLITE_CONSTRAINT_FOREIGNKEY' || sqlState(error) === '23503';
}
