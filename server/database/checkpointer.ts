import { Worker } from 'node:worker_threads';

/** A checkpoint for about so many changed rows: pages that are written again and again between two are copied once. */
const ROWS_BETWEEN = 4_000;

/** Housekeeping changes rows once, and at a rate: short copies leave the disk to whoever writes meanwhile. */
const ROWS_BETWEEN_BEHIND = 2_000;

/** A log of this length, in pages, is to begin anew. */
const LONG_LOG_PAGES = 8_000;

/**
 * Copies the write-ahead log back into the database file on a thread of its own, which begins with the first copy. A
 * thread that ends is not missed: past its limit SQLite copies within a commit.
 *
 * The log begins anew only when all of it was copied, and under load somebody always writes while it is: the thread is
 * then given one copy more, of what little is left, between two transactions.
 */
export class Checkpointer {
  readonly #path: string;
  #thread: Worker | null = null;
  #copying: PromiseWithResolvers<void> | null = null;
  #isLong = false;
  #isClosed = false;
  #doneAtRows = 0;
  #isHousekeeping = false;

  constructor(databasePath: string) {
    this.#path = databasePath;
  }

  /** To be told behind each sync of the log, when a copy finds nothing to sync, how many rows were changed since it was opened. */
  note(rows: number): void {
    const between = this.#isHousekeeping ? ROWS_BETWEEN_BEHIND : ROWS_BETWEEN;
    if (this.#copying !== null || this.#isClosed || rows - this.#doneAtRows < between) return;
    this.#doneAtRows = rows;
    this.#isHousekeeping = false;
    this.#copy();
  }

  /** To be told of each commit that nobody waits to be synced. */
  noteHousekeeping(): void {
    this.#isHousekeeping = true;
  }

  /** Whether the log has got long: whoever writes waits for `finish` first. */
  get isLong(): boolean {
    return this.#isLong;
  }

  /** Resolves when nothing is being copied. */
  async idle(): Promise<void> {
    while (this.#copying !== null) await this.#copying.promise;
  }

  /** Resolves when what is left has been copied, or could not be. Nobody may write meanwhile. */
  async finish(): Promise<void> {
    await (this.#copying ?? this.#copy()).promise;
    this.#isLong = false;
  }

  async close(): Promise<void> {
    this.#end();
    await this.#thread?.terminate();
  }

  #copy(): PromiseWithResolvers<void> {
    const copying = Promise.withResolvers<void>();
    this.#copying = copying;
    this.#thread ??= this.#begin();
    this.#thread.postMessage(null);
    return copying;
  }

  #begin(): Worker {
    const thread = new Worker(new URL('checkpoint-thread.ts', import.meta.url), { workerData: this.#path, trackUnmanagedFds: false });
    thread.unref();
    thread.on('message', (logPages: number) => {
      this.#isLong = logPages >= LONG_LOG_PAGES;
      this.#settle();
    });
    thread.on('error', () => this.#end());
    return thread;
  }

  /** Nothing more is asked of the thread. */
  #end(): void {
    this.#isClosed = true;
    this.#isLong = false;
    this.#settle();
  }

  #settle(): void {
    this.#copying?.resolve();
    this.#copying = null;
  }
}
