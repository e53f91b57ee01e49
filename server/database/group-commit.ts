import { setImmediate as endOfTurn } from 'node:timers/promises';
import { Refusal } from '../refusal.ts';
import type { WriteOptions } from './store.ts';

/** The transaction commands of one writing connection. */
export interface Transactor {
  /** Takes the write lock; rejects with `STORAGE_UNAVAILABLE` when it cannot be had. */
  begin(): Promise<void>;
  /** The transaction is there for whoever reads, but not yet on the disk. */
  commit(): void;
  /** Resolves when every transaction committed before the call is on the disk. */
  sync(): Promise<void>;
  rollback(): void;
  /** More than before: there is something to undo. */
  changes(): number;
  savepoint(): void;
  releaseSavepoint(): void;
  rollbackToSavepoint(): void;
  /** False once the database itself has rolled the transaction back, as on a full disk. */
  isOpen(): boolean;
}

interface Write {
  readonly isBackground: boolean;
  readonly step: () => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

const QUEUE_MAX = 4096;
const GROUP_MAX = 256;
/** Groups that take savepoints from the start, behind the last step that had to be undone: whoever sent it may go on. */
const CAREFUL_GROUPS = 100;

type Answer = () => void;

/**
 * Shares one transaction among the writes that wait together, so that they share one fsync.
 *
 * - Every caller is answered when the transaction is on the disk. A COMMIT that fails, fails all of its group.
 * - A step that throws is undone alone and its neighbours commit. Where it has changed something, the whole group is undone
 *   and runs again with a savepoint for each step, and so do those that follow for a while: at all times, savepoints cost
 *   as much as a statement each. What the database says of a step only at COMMIT (a deferred foreign key) or by rolling
 *   back itself (a full disk) fails all of its group, and so does another process that takes the lock between the two runs
 *   and does not give it back in time.
 * - Steps run in the order they were handed in.
 * - A lone write waits for nothing but the end of the current turn of the event loop and for the group before it. A few
 *   gather for a turn longer: under load that makes one large group of two small ones, and saves a fsync.
 * - A background write has a transaction for itself and is answered at once; the disk takes it with the next that waits for it.
 * - Past `QUEUE_MAX` waiting writes the next is refused with `OVERLOADED`.
 */
export class GroupCommit {
  readonly #transactor: Transactor;
  #queue: Write[] = [];
  #running: Promise<void> | null = null;
  #carefulGroups = 0;

  constructor(transactor: Transactor) {
    this.#transactor = transactor;
  }

  write<T>(step: () => Promise<T>, { isBackground = false }: Pick<WriteOptions, 'isBackground'> = {}): Promise<T> {
    if (this.#queue.length >= QUEUE_MAX) return Promise.reject(new Refusal('OVERLOADED'));
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({ isBackground, step, resolve: resolve as (value: unknown) => void, reject });
      this.#running ??= this.#drain();
    });
  }

  /** Resolves when no transaction is open and nothing waits. */
  async idle(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      await endOfTurn();
      if (this.#isGathering()) await endOfTurn();
      const group = this.#nextGroup();
      const answers = await this.#commit(group);
      if (answers !== null) await this.#answer(group, answers);
    }
    this.#running = null;
  }

  /** Whether more than one waits, and more could join them: under load those whom the group before has just answered. */
  #isGathering(): boolean {
    const { length } = this.#queue;
    return length > 1 && length < GROUP_MAX && !this.#queue.some(({ isBackground }) => isBackground);
  }

  #nextGroup(): readonly Write[] {
    const background = this.#queue.slice(0, GROUP_MAX).findIndex(({ isBackground }) => isBackground);
    const size = background === -1 ? GROUP_MAX : Math.max(1, background);
    const group = this.#queue.slice(0, size);
    this.#queue = this.#queue.slice(size);
    return group;
  }

  /** How each write is answered once the transaction is on the disk; null when it failed, and all were told. */
  async #commit(group: readonly Write[]): Promise<readonly Answer[] | null> {
    try {
      await this.#transactor.begin();
      const answers = await this.#runSteps(group);
      this.#transactor.commit();
      return answers;
    } catch (error) {
      this.#undo();
      for (const write of group) write.reject(error);
      return null;
    }
  }

  async #runSteps(group: readonly Write[]): Promise<readonly Answer[]> {
    if (this.#carefulGroups > 0) {
      this.#carefulGroups -= 1;
      return this.#runApart(group);
    }
    const answers = await this.#runTogether(group);
    if (answers !== null) return answers;
    this.#transactor.rollback();
    await this.#transactor.begin();
    return this.#runApart(group);
  }

  /** Null: one has failed that must be undone. */
  async #runTogether(group: readonly Write[]): Promise<readonly Answer[] | null> {
    const answers: Answer[] = [];
    for (const { step, resolve, reject } of group) {
      const before = this.#transactor.changes();
      try {
        const value = await step();
        this.#assertOpen();
        answers.push(() => resolve(value));
      } catch (error) {
        // One that is alone is undone as its group.
        if (!this.#transactor.isOpen() || group.length === 1) throw error;
        if (this.#transactor.changes() !== before) return null;
        answers.push(() => reject(error));
      }
    }
    return answers;
  }

  /** The database may have rolled back while a step looked away: what follows would commit by itself. */
  #assertOpen(): void {
    if (!this.#transactor.isOpen()) throw new Refusal('STORAGE_UNAVAILABLE');
  }

  async #runApart(group: readonly Write[]): Promise<readonly Answer[]> {
    const answers: Answer[] = [];
    for (const write of group) answers.push(await this.#run(write));
    return answers;
  }

  /** Never throws: all are told of the error that led here, and the next BEGIN meets what could not be undone. */
  #undo(): void {
    try {
      if (this.#transactor.isOpen()) this.#transactor.rollback();
    } catch {
      // Says less than the error before it.
    }
  }

  /** Never rejects: a sync that fails is everybody's answer. */
  async #answer(group: readonly Write[], answers: readonly Answer[]): Promise<void> {
    try {
      if (group[0]?.isBackground !== true) await this.#transactor.sync();
      for (const answer of answers) answer();
    } catch (error) {
      for (const write of group) write.reject(error);
    }
  }

  async #run(write: Write): Promise<Answer> {
    this.#transactor.savepoint();
    const before = this.#transactor.changes();
    try {
      const value = await write.step();
      this.#transactor.releaseSavepoint();
      return () => write.resolve(value);
    } catch (error) {
      // A transaction that the database has already rolled back takes the whole group with it.
      if (!this.#transactor.isOpen()) throw error;
      if (this.#transactor.changes() !== before) this.#carefulGroups = CAREFUL_GROUPS;
      this.#transactor.rollbackToSavepoint();
      this.#transactor.releaseSavepoint();
      return () => write.reject(error);
    }
  }
}
