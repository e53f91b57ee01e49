import { type Selectable, sql } from 'kysely';
import { ACTIVITY_RESOLUTION_MS } from '../../shared/limits.ts';
import { unlockedOnly } from '../database/locking.ts';
import { once, prepare } from '../database/prepared.ts';
import type { Db } from '../database/store.ts';
import type { SessionTable } from './sessions.table.ts';

/** Keys of `anon.login` that have run out and are forgotten along with each new one: more than are made. */
const LOGIN_KEYS_FORGOTTEN = 2;

export type SessionRow = Selectable<SessionTable>;

/** A session together with the visitor it belongs to. */
export interface SessionWithVisitor extends SessionRow {
  readonly visitor_created_at: number;
  readonly visitor_last_activity_at: number;
}

/** A cause for which a session ends by an act, rather than by time. */
export type EndedReason = NonNullable<SessionTable['ended_reason']>;

const insertSession = prepare((db, row: SessionRow) =>
  db.insertInto('session').values({
    session_id: row.session_id,
    anon_id: row.anon_id,
    salt: row.salt,
    gen: row.gen,
    confirmed_at: row.confirmed_at,
    created_at: row.created_at,
    last_activity_at: row.last_activity_at,
    expires_at: row.expires_at,
    ended_at: row.ended_at,
    ended_reason: row.ended_reason,
  }),
);

export async function createSession(db: Db, row: SessionRow): Promise<void> {
  await insertSession(db, row);
}

function sessionsWithVisitor(db: Db) {
  return db
    .selectFrom('session')
    .innerJoin('anon_user', 'anon_user.anon_id', 'session.anon_id')
    .selectAll('session')
    .select(['anon_user.created_at as visitor_created_at', 'anon_user.last_activity_at as visitor_last_activity_at']);
}

const selectSession = prepare((db, { sessionId }: { readonly sessionId: string }) => sessionsWithVisitor(db).where('session.session_id', '=', once(sessionId)));

export async function findSession(db: Db, sessionId: string): Promise<SessionWithVisitor | null> {
  const { rows } = await selectSession(db, { sessionId });
  return rows[0] ?? null;
}

export function listLivingSessions(db: Db, anonId: string, now: number, idleMs: number): Promise<SessionRow[]> {
  return db
    .selectFrom('session')
    .selectAll()
    .where('anon_id', '=', anonId)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', now)
    .where('last_activity_at', '>', now - idleMs)
    .orderBy('last_activity_at', 'desc')
    .orderBy('session_id', 'desc')
    .execute();
}

interface Rotation {
  readonly sessionId: string;
  /** The newest generation when the decision was made. */
  readonly from: number;
  readonly to: number;
}

const updateGeneration = prepare((db, { sessionId, from, to }: Rotation) =>
  db.updateTable('session').set({ gen: to, confirmed_at: null }).where('session_id', '=', once(sessionId)).where('gen', '=', from).where('ended_at', 'is', null),
);

/**
 * The compare-and-swap of rotation: moves the session to generation `to`, if `from` is still the newest and the
 * session has not ended. False: somebody else was first.
 */
export async function rotateSession(db: Db, { sessionId, from, to }: Rotation): Promise<boolean> {
  return (await updateGeneration(db, { sessionId, from, to })).affected === 1;
}

const updateConfirmation = prepare((db, { sessionId, gen, now }: { readonly sessionId: string; readonly gen: number; readonly now: number }) =>
  db.updateTable('session').set({ confirmed_at: now }).where('session_id', '=', once(sessionId)).where('gen', '=', gen).where('confirmed_at', 'is', null),
);

/** Notes that generation `gen`, if it is still the newest, was seen in use. The first use counts: it starts the grace. */
export async function confirmGeneration(db: Db, sessionId: string, gen: number, now: number): Promise<void> {
  await updateConfirmation(db, { sessionId, gen, now });
}

/** Whether `touchActivity` would write anything. */
export function isTouchDue(session: SessionWithVisitor, now: number): boolean {
  return now - Math.min(session.visitor_last_activity_at, session.last_activity_at) >= ACTIVITY_RESOLUTION_MS;
}

/**
 * Moves the activity of a session and its visitor forward, unless it moved less than `ACTIVITY_RESOLUTION_MS` ago. False:
 * the session was removed with its visitor, so whoever asked must undo the step.
 *
 * The visitor's row comes first, as in every step that removes one: two steps that lock the same rows take them in one
 * order.
 */
export async function touchActivity(db: Db, sessionId: string, anonId: string, now: number): Promise<boolean> {
  const before = now - ACTIVITY_RESOLUTION_MS;
  await db
    .updateTable('anon_user')
    .set({ last_activity_at: now })
    .where('anon_id', '=', anonId)
    .where('last_activity_at', '<=', before)
    .execute();
  const { numUpdatedRows } = await db
    .updateTable('session')
    .set({ last_activity_at: now })
    .where('session_id', '=', sessionId)
    .where('last_activity_at', '<=', before)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows === 1n) return true;
  const session = await db.selectFrom('session').select('session_id').where('session_id', '=', sessionId).executeTakeFirst();
  return session !== undefined;
}

/** Ends a session. The first cause stays; ending it again changes nothing. */
export async function endSession(db: Db, sessionId: string, reason: EndedReason, now: number): Promise<void> {
  await db
    .updateTable('session')
    .set({ ended_at: now, ended_reason: reason })
    .where('session_id', '=', sessionId)
    .where('ended_at', 'is', null)
    .execute();
}

/** Ends one session of this visitor, if it is theirs and alive. Returns how many were ended. */
export async function endOwnSession(db: Db, anonId: string, sessionId: string, now: number): Promise<number> {
  const result = await db
    .updateTable('session')
    .set({ ended_at: now, ended_reason: 'SESSION_REVOKED' })
    .where('session_id', '=', sessionId)
    .where('anon_id', '=', anonId)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/** Ends every living session of the visitor but one. Returns how many were ended. */
export async function endOtherSessions(db: Db, anonId: string, exceptSessionId: string, now: number): Promise<number> {
  const result = await db
    .updateTable('session')
    .set({ ended_at: now, ended_reason: 'SESSION_REVOKED' })
    .where('anon_id', '=', anonId)
    .where('session_id', '!=', exceptSessionId)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

interface LoginKeyClaim {
  readonly keyHash: string;
  readonly sessionId: string;
  readonly now: number;
  readonly expiresAt: number;
}

const insertLoginKey = prepare((db, { keyHash, sessionId, expiresAt }: Omit<LoginKeyClaim, 'now'>) =>
  db
    .insertInto('login_key')
    .values({ key_hash: keyHash, session_id: sessionId, expires_at: expiresAt })
    .onConflict((conflict) => conflict.column('key_hash').doNothing()),
);

/**
 * Claims an idempotency key for a session about to be opened. False: the key is taken and has not run out. The primary
 * key decides between two claims at once.
 *
 * PostgreSQL's `ON CONFLICT DO UPDATE` locks the row even where its condition is false. Whoever holds the key and then
 * wants the visitor's row is in a deadlock with the step that removes both, which takes the visitor's row first.
 */
export async function claimLoginKey(db: Db, { keyHash, sessionId, now, expiresAt }: LoginKeyClaim): Promise<boolean> {
  const key = { keyHash, sessionId, expiresAt };
  if ((await insertLoginKey(db, key)).affected === 1) return true;
  const { numDeletedRows } = await db.deleteFrom('login_key').where('key_hash', '=', keyHash).where('expires_at', '<=', now).executeTakeFirst();
  return numDeletedRows === 1n && (await insertLoginKey(db, key)).affected === 1;
}

/** The session that a key has opened; null when it was removed with its visitor. */
export async function findLoginSession(db: Db, keyHash: string): Promise<SessionWithVisitor | null> {
  const row = await sessionsWithVisitor(db)
    .innerJoin('login_key', 'login_key.session_id', 'session.session_id')
    .where('login_key.key_hash', '=', keyHash)
    .executeTakeFirst();
  return row ?? null;
}

/** The limit is a literal: SQLite compiles a statement anew for every binding of a limit. */
const deleteExpired = prepare((db, { now }: { readonly now: number }) => {
  const expired = db.selectFrom('login_key').select('key_hash').where('expires_at', '<=', once(now, 'bigint')).limit(sql.lit(LOGIN_KEYS_FORGOTTEN));
  return db.deleteFrom('login_key').where('key_hash', 'in', expired.modifyEnd(unlockedOnly(db)));
});

/** Forgets some keys that have run out, but for those that another step is forgetting. */
export async function deleteExpiredLoginKeys(db: Db, now: number): Promise<void> {
  await deleteExpired(db, { now });
}
