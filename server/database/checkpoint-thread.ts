import { parentPort, workerData } from 'node:worker_threads';
import BetterSqlite3 from 'better-sqlite3';

/** The other end of `Checkpointer`. A passive checkpoint waits for nobody and holds nobody up. */
const database = new BetterSqlite3(String(workerData));
// What is copied must be on the disk before the log begins anew.
database.pragma('synchronous = FULL');
parentPort?.on('message', () => {
  try {
    database.pragma('wal_checkpoint(PASSIVE)');
  } catch {
    // A full or failing disk: the log still holds everything, and the next round tries again.
  }
  parentPort?.postMessage(null);
});
