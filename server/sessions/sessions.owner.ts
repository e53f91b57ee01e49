import { toInstant } from '../../shared/instants.ts';
import type { Db } from '../database/store.ts';
import { countVisitorRows, deleteVisitorRows } from '../database/visitor-rows.ts';
import type { ExportedRow, VisitorDataOwner } from '../privacy/visitor-data.ts';
import { countLoginKeys, deleteLoginKeys, listLoginKeys, listSessions, moveSessions } from './sessions-data.repository.ts';
import type { Tombstones } from './tombstones.ts';

/**
 * How the visitor is recognised: the last of the owners, so the first to let go. From then on nobody can be this
 * visitor, and what is left of their rows may be removed in more than one transaction.
 */
export function sessionsOwner(tombstones: Tombstones): VisitorDataOwner {
  return {
    name: 'sessions',
    tables: ['session', 'login_key'],
    export: exportSessions,

    async count(db, anonIds) {
      return { session: await countVisitorRows(db, 'session', anonIds), login_key: await countLoginKeys(db, anonIds) };
    },

    async erase(trx, anonIds) {
      await tombstones.bury(trx, anonIds);
      const loginKeys = await deleteLoginKeys(trx, anonIds);
      return { session: await deleteVisitorRows(trx, 'session', anonIds), login_key: loginKeys };
    },

    /** The sessions go on as `to`, from their next refresh: access tokens that name `from` are refused. */
    async mergeInto(trx, from, to) {
      await moveSessions(trx, from, to);
    },
  };
}

/** Without the salt and the hash of the key: they prove who the visitor is. */
async function* exportSessions(db: Db, anonId: string): AsyncGenerator<ExportedRow> {
  for (const row of await listSessions(db, anonId)) {
    yield {
      table: 'session',
      row: {
        sessionId: row.session_id,
        createdAt: toInstant(row.created_at),
        lastActivityAt: toInstant(row.last_activity_at),
        expiresAt: toInstant(row.expires_at),
        endedAt: row.ended_at === null ? null : toInstant(row.ended_at),
        endedReason: row.ended_reason,
        tokenGeneration: row.gen,
        confirmedAt: row.confirmed_at === null ? null : toInstant(row.confirmed_at),
      },
    };
  }
  for (const row of await listLoginKeys(db, anonId)) {
    yield { table: 'login_key', row: { sessionId: row.session_id, expiresAt: toInstant(row.expires_at) } };
  }
}
