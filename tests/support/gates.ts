import { AsyncLocalStorage } from 'node:async_hooks';
import type { KyselyPlugin } from 'kysely';
import type { Store } from '../../server/database/store.ts';
import { standBefore } from './standing-store.ts';

/** An operation that runs from gate to gate. */
class Runner {
  readonly #work: () => Promise<unknown>;
  #open: (() => void) | null = null;
  #arrive: (() => void) | null = null;
  #hasJustRead = false;
  #failure: unknown = null;
  hasEnded = false;

  constructor(work: () => Promise<unknown>) {
    this.#work = work;
  }

  /** Called from inside the operation: what was read may be out of date when it goes on. */
  afterRead(): Promise<void> {
    this.#hasJustRead = true;
    return this.#wait();
  }

  /** Called from inside the operation. Between a read and the write that follows it one gate is enough. */
  async beforeWrite(): Promise<void> {
    if (!this.#hasJustRead) await this.#wait();
    this.#hasJustRead = false;
  }

  /** Lets the operation run to its next gate or its end. */
  async step(storage: AsyncLocalStorage<Runner>): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#arrive = resolve;
      if (this.#open === null) storage.run(this, () => void this.#run());
      else this.#open();
    });
    if (this.#failure !== null) throw this.#failure;
  }

  async #run(): Promise<void> {
    try {
      await this.#work();
    } catch (error) {
      this.#failure = error;
    }
    this.hasEnded = true;
    this.#arrive?.();
  }

  #wait(): Promise<void> {
    return new Promise((open) => {
      this.#open = open;
      this.#arrive?.();
    });
  }
}

/**
 * Holds operations between their accesses to the database, and lets them through in an order that the test chooses.
 * Whatever runs outside of `interleave` passes freely.
 */
export class Gates {
  readonly #storage = new AsyncLocalStorage<Runner>();

  /** The store with a gate after every read and before every transaction. */
  wrap(store: Store): Store {
    const storage = this.#storage;
    const afterReads: KyselyPlugin = {
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => {
        await storage.getStore()?.afterRead();
        return result;
      },
    };
    return standBefore(store, {
      db: store.db.withPlugin(afterReads),
      write: async (step, options) => {
        await storage.getStore()?.beforeWrite();
        return store.write(step, options);
      },
    });
  }

  /**
   * Runs operations together. At each gate `choose` is given those that have not ended, in order, and says whose turn
   * it is; `ended` is told of each that ends. Rejects when an operation does.
   */
  async interleave(works: readonly (() => Promise<unknown>)[], choose: (waiting: number) => number, ended: (index: number) => Promise<void>): Promise<void> {
    const runners = works.map((work) => new Runner(work));
    for (let waiting = runners; waiting.length > 0; waiting = runners.filter((runner) => !runner.hasEnded)) {
      const runner = waiting[choose(waiting.length)] ?? runners[0];
      if (runner === undefined) return;
      await runner.step(this.#storage);
      if (runner.hasEnded) await ended(runners.indexOf(runner));
    }
  }
}

/**
 * Every sequence of choices, one after the other: `run` is called until all are through, and asks `choose` at each
 * fork. Returns how many there were.
 */
export async function everyOrder(run: (choose: (options: number) => number) => Promise<void>): Promise<number> {
  let path: { readonly options: number; readonly taken: number }[] = [];
  for (let count = 1; ; count += 1) {
    let depth = 0;
    const prefix = path;
    path = [];
    await run((options) => {
      const taken = prefix[depth]?.taken ?? 0;
      path.push({ options, taken });
      depth += 1;
      return taken;
    });
    while (path.length > 0) {
      const last = path.pop();
      if (last !== undefined && last.taken + 1 < last.options) {
        path.push({ options: last.options, taken: last.taken + 1 });
        break;
      }
    }
    if (path.length === 0) return count;
  }
}
