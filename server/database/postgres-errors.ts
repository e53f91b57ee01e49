import { DatabaseError } from 'pg';
import { Refusal } from '../refusal.ts';

/**
 * SQLSTATEs that say "not now": connection (08), resources (53), operator (57), system (58), a lock that was not had in
 * time, an idle transaction that was cut off, a server that has become a standby.
 */
const UNAVAILABLE = /^(08|53|57|58|55P03|25P03|25P04|25006)/;

/** serialization_failure and deadlock_detected: the server has undone the transaction, and another attempt may succeed. */
const CONTENTION = /^(40001|40P01)$/;

/**
 * A prepared statement no longer fits: another process has migrated the table since ("cached plan must not change
 * result type"), or a pooler has put another server connection behind this one.
 */
const STALE_STATEMENT = /^(0A000|26000)$/;

/** The SQLSTATE of an error that the server sent, or null for anything else. */
export function sqlState(error: unknown): string | null {
  return error instanceof DatabaseError ? (error.code ?? null) : null;
}

export function isContention(error: unknown): boolean {
  return CONTENTION.test(sqlState(error) ?? '');
}

export function isStaleStatement(error: unknown): boolean {
  return STALE_STATEMENT.test(sqlState(error) ?? '');
}

/** True when the connection that gave this error is not to be used again. */
export function endsConnection(error: unknown): boolean {
  return error instanceof Refusal || isStaleStatement(error);
}

/**
 * Turns "not now" into `STORAGE_UNAVAILABLE`; every other error comes back as it is. Whatever `pg` throws that the
 * server did not send is the connection: refused, lost, or silent for too long.
 */
export function toRefusal(error: unknown): unknown {
  if (error instanceof Refusal || error instanceof TypeError || error instanceof RangeError) return error;
  const state = sqlState(error);
  const isUnavailable = error instanceof DatabaseError ? state !== null && UNAVAILABLE.test(state) : error instanceof Error;
  return isUnavailable ? new Refusal('STORAGE_UNAVAILABLE', { cause: error }) : error;
}
