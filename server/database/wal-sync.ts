import { close, fdatasync, openSync } from 'node:fs';
import { promisify } from 'node:util';
import { Refusal } from '../refusal.ts';

const closeFile = promisify(close);

/** Resolves when the file's data is on the disk. */
export type SyncFile = (file: number) => Promise<void>;

/**
 * Makes durable what a connection has committed to its write-ahead log, on a thread of libuv's: the event loop goes on
 * while the disk works. The log is one file for as long as a connection is open; SQLite holds no lock on it that closing
 * a second descriptor could drop.
 *
 * A sync that failed has lost nobody knows what, and Linux says so once: the next one succeeds. What is written to the log
 * behind the loss would not be found again, so from then on every sync fails until the log is copied and begun anew.
 */
export class WalSync {
  readonly #path: string;
  readonly #syncFile: SyncFile;
  #file: number | null = null;
  /** Settles as the last sync did, which settled as those before it did. */
  #last: Promise<void> = Promise.resolve();
  #hasFailed = false;

  constructor(databasePath: string, syncFile: SyncFile = promisify(fdatasync)) {
    this.#path = `${databasePath}-wal`;
    this.#syncFile = syncFile;
  }

  /** Whether the log must be copied to the database file and begun anew before anything else is acknowledged. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** To be told once the log holds nothing that is not in the database file, on the disk. */
  restart(): void {
    this.#hasFailed = false;
    this.#last = Promise.resolve();
  }

  /** Resolves when every commit before the call is on the disk. Rejects with `STORAGE_UNAVAILABLE`; then nobody knows. */
  sync(): Promise<void> {
    const sync = this.#syncBehind(this.#last);
    this.#last = sync;
    return sync;
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = null;
    if (file !== null) await closeFile(file);
  }

  /** At once, beside those under way; but what they have lost is lost to this one too. */
  async #syncBehind(last: Promise<void>): Promise<void> {
    try {
      // The first commit has made the file.
      this.#file ??= openSync(this.#path, 'r+');
      await Promise.all([last, this.#syncFile(this.#file)]);
    } catch (cause) {
      this.#hasFailed = true;
      throw cause instanceof Refusal ? cause : new Refusal('STORAGE_UNAVAILABLE', { cause });
    }
  }
}
