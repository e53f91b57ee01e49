import { close, fdatasync, openSync } from 'node:fs';
import { promisify } from 'node:util';
import { Refusal } from '../refusal.ts';

const sync = promisify(fdatasync);
const closeFile = promisify(close);

/**
 * Makes durable what a connection has committed to its write-ahead log, on a thread of libuv's: the event loop goes on
 * while the disk works. The log is one file for as long as a connection is open; SQLite holds no lock on it that closing
 * a second descriptor could drop.
 */
export class WalSync {
  readonly #path: string;
  #file: number | null = null;

  constructor(databasePath: string) {
    this.#path = `${databasePath}-wal`;
  }

  /** Resolves when every commit before the call is on the disk. Rejects with `STORAGE_UNAVAILABLE`; then nobody knows. */
  async sync(): Promise<void> {
    try {
      // The first commit has made the file.
      this.#file ??= openSync(this.#path, 'r+');
      await sync(this.#file);
    } catch (cause) {
      throw new Refusal('STORAGE_UNAVAILABLE', { cause });
    }
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = null;
    if (file !== null) await closeFile(file);
  }
}
