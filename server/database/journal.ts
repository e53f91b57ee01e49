import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from './store.ts';

const TRIES = 5;
const PAUSE_MS = 20;

/**
 * Empties SQLite's write-ahead log, so that rows that were removed are in neither: the file's free pages are overwritten
 * as they are freed (`secure_delete`), the log only when it is written again. False when somebody was reading or writing
 * all the time. PostgreSQL's log is its own business (docs/decisions/009).
 */
export async function emptyJournal(store: Store): Promise<boolean> {
  for (let tried = 1; !(await store.emptyLog()); tried += 1) {
    if (tried === TRIES) return false;
    await sleep(PAUSE_MS);
  }
  return true;
}
