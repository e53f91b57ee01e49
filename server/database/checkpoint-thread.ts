import { fdatasyncSync, openSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import BetterSqlite3 from 'better-sqlite3';

/** How long emptying the log waits for whoever reads, while nobody can write. */
const READERS_MS = 10;

/** The other end of `Checkpointer`. A passive checkpoint waits for nobody and holds nobody up. */
const path = String(workerData);
const database = new BetterSqlite3(path, { timeout: READERS_MS });
// What is copied must be on the disk before the log begins anew.
database.pragma('synchronous = FULL');
// Open until the process ends: closing it would drop the locks of all its connections to the file (fcntl(2)).
const file = openSync(path, 'r+');

/** The length of the log, in pages. */
function copy(): number {
  try {
    const [{ log }] = database.pragma('wal_checkpoint(PASSIVE)') as [{ readonly log: number }];
    // SQLite does so only where the log has not grown meanwhile: the copy that ends it would wait for the disk alone.
    fdatasyncSync(file);
    return log;
  } catch {
    // A full or failing disk: the log still holds everything, and the next round tries again.
    return 0;
  }
}

/** False: somebody was reading from it or writing. */
function empty(): boolean {
  try {
    const [{ busy }] = database.pragma('wal_checkpoint(TRUNCATE)') as [{ readonly busy: number }];
    return busy === 0;
  } catch {
    return false;
  }
}

parentPort?.on('message', (isEmptying: boolean) => {
  const logPages = copy();
  const isEmpty = isEmptying && empty();
  parentPort?.postMessage({ logPages: isEmpty ? 0 : logPages, isEmpty });
});
