import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { Refusal } from '../refusal.ts';
import type { Store } from './store.ts';

const TRIES = 5;
const PAUSE_MS = 20;

/**
 * Empties SQLite's write-ahead log into the database file, so that rows that were removed are in neither: the file's
 * free pages are overwritten as they are freed (`secure_delete`), the log only when it is written again. False when
 * somebody was reading or writing all the time. PostgreSQL's log is its own business (docs/decisions/009).
 */
export async function emptyJournal(store: Store): Promise<boolean> {
  if (store.dialect !== 'sqlite') return true;
  for (let tried = 0; tried < TRIES; tried += 1) {
    // A new turn of the event loop: a checkpoint beside this process's own open transaction would only wait in vain.
    await setImmediate();
    if (await tryEmpty(store)) return true;
    await sleep(PAUSE_MS);
  }
  return false;
}

async function tryEmpty(store: Store): Promise<boolean> {
  try {
    const { rows } = await sql<{ readonly busy: number }>`pragma wal_checkpoint(truncate)`.execute(store.db);
    return rows[0]?.busy === 0;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}
