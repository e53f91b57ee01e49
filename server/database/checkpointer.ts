import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';

/** Beside this file, of the same kind: in the sources and in what is built of them. */
const THREAD = new URL(`checkpoint-thread${extname(import.meta.url)}`, import.meta.url);

/** A checkpoint for about so many changed rows: pages that are written again and again between two are copied once. */
const ROWS_BETWEEN = 4_000;

/** Housekeeping changes rows once, and at a rate: short copies leave the disk to whoever writes meanwhile. */
const ROWS_BETWEEN_BEHIND = 2_000;

/** A log of this length, in pages, is to begin anew. */
const LONG_LOG_PAGES = 8_000;

/** What the thread says of a copy. */
interface Copied {
  readonly logPages: number;
  readonly isEmpty: boolean;
}

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
  /** Resolves to whether the log is empty now. */
  #copying: PromiseWithResolvers<boolean> | null = null;
  #isLong = false;
  #isEmptying = false;
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

  /** Whether the log has got long or is being emptied: whoever writes waits for `finish` first. */
  get isLong(): boolean {
    return this.#isLong || this.#isEmptying;
  }

  /** There is no thread any more: SQLite copies within a commit. */
  get isClosed(): boolean {
    return this.#isClosed;
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

  /**
   * Copies the log and cuts it to nothing: most of it beside whoever writes, who then waits for the rest. False when
   * somebody was reading or writing all the time, and when there is no thread any more.
   */
  async empty(): Promise<boolean> {
    if (!this.#isClosed) await this.#copyNext(false);
    return !this.#isClosed && this.#copyNext(true);
  }

  async close(): Promise<void> {
    this.#end();
    await this.#thread?.terminate();
  }

  /** Behind the copy that is under way. */
  async #copyNext(isEmptying: boolean): Promise<boolean> {
    while (this.#copying !== null) await this.#copying.promise;
    if (this.#isClosed) return false;
    const copying = this.#copy(isEmptying);
    this.#isEmptying = isEmptying;
    return copying.promise;
  }

  #copy(isEmptying = false): PromiseWithResolvers<boolean> {
    const copying = Promise.withResolvers<boolean>();
    this.#thread ??= this.#begin();
    this.#copying = copying;
    this.#thread.postMessage(isEmptying);
    return copying;
  }

  #begin(): Worker {
    const thread = new Worker(THREAD, { workerData: this.#path, trackUnmanagedFds: false });
    thread.unref();
    // Behind it: a listener keeps the process running until whoever waits for a copy has it.
    thread.on('message', ({ logPages, isEmpty }: Copied) => {
      this.#isLong = logPages >= LONG_LOG_PAGES;
      this.#settle(isEmpty);
    });
    thread.on('error', () => this.#end());
    return thread;
  }

  /** Nothing more is asked of the thread. */
  #end(): void {
    this.#isClosed = true;
    this.#isLong = false;
    this.#settle(false);
  }

  #settle(isEmpty: boolean): void {
    this.#isEmptying = false;
    this.#copying?.resolve(isEmpty);
    this.#copying = null;
  }
}
