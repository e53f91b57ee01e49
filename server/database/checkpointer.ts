import { Worker } from 'node:worker_threads';

/** A checkpoint for about so many changed rows: pages that are written again and again between two are copied once. */
const ROWS_BETWEEN = 2_000;

/**
 * Copies the write-ahead log back into the database file on a thread of its own, which begins with the first copy. A
 * thread that ends is not missed: past its limit SQLite copies within a commit.
 */
export class Checkpointer {
  readonly #path: string;
  #thread: Worker | null = null;
  #isBusy = false;
  #isClosed = false;
  #doneAtRows = 0;

  constructor(databasePath: string) {
    this.#path = databasePath;
  }

  /** To be told after each commit how many rows the connection has changed since it was opened. */
  note(rows: number): void {
    if (this.#isBusy || this.#isClosed || rows - this.#doneAtRows < ROWS_BETWEEN) return;
    this.#isBusy = true;
    this.#doneAtRows = rows;
    this.#thread ??= this.#begin();
    this.#thread.postMessage(null);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#thread?.terminate();
  }

  #begin(): Worker {
    const thread = new Worker(new URL('checkpoint-thread.ts', import.meta.url), { workerData: this.#path });
    thread.unref();
    thread.on('message', () => {
      this.#isBusy = false;
    });
    // It stays busy: nothing more is asked of it.
    thread.on('error', () => undefined);
    return thread;
  }
}
