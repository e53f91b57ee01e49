import { Refusal } from '../refusal.ts';

/** Runs the tasks of one key one after another, in the order they were handed in; those of other keys beside them. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /**
   * Runs `task` when those before it have settled. When the one before it found no database, neither does this: it
   * would wait as long to learn the same, and could overtake a call that is sent again.
   */
  take<T>(key: string, task: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key);
    const mine = before === undefined ? task() : before.then(task, (error: unknown) => follow(error, task));
    this.#last.set(key, mine);
    const leave = () => {
      if (this.#last.get(key) === mine) this.#last.delete(key);
    };
    mine.then(leave, leave);
    return mine;
  }
}

function follow<T>(error: unknown, task: () => Promise<T>): Promise<T> {
  if (error instanceof Refusal && error.reason === 'STORAGE_UNAVAILABLE') return Promise.reject(error);
  return task();
}
