import type { SessionStorage } from './session-storage.ts';
import { formatStoredRecord, parseStoredRecord } from './stored-session.ts';
import type { PendingRecord, SessionRecord, StoredRecord } from './stored-session.ts';

/**
 * What this page knows of the stored record. In cookie mode a session is kept in memory only; storage then holds
 * nothing but the idempotency key of a login under way, so that tabs opened together send the same one.
 */
export class SessionVault {
  /** True when all tabs see one stored session, so that its absence means that it was ended. */
  readonly isShared: boolean;
  readonly #storage: SessionStorage;
  #own: SessionRecord | null = null;
  #epoch = 0;

  constructor(storage: SessionStorage, isCookieMode: boolean) {
    this.#storage = storage;
    this.isShared = !isCookieMode;
  }

  /** Grows when this page ends an identity: an answer to a call of an earlier epoch must not be stored. */
  get epoch(): number {
    return this.#epoch;
  }

  get isPersistent(): boolean {
    return !this.isShared || this.#storage.isPersistent;
  }

  /** True when other tabs can write to the same storage. */
  get hasNeighbours(): boolean {
    return this.#storage.isPersistent;
  }

  read(): StoredRecord | null {
    if (this.#own !== null) return this.#own;
    const stored = parseStoredRecord(this.#storage.read());
    return this.isShared || stored?.kind === 'pending' ? stored : null;
  }

  write(record: StoredRecord): void {
    if (this.isShared || record.kind === 'pending') {
      this.#own = null;
      this.#storage.write(formatStoredRecord(record));
    } else {
      this.#own = record;
      this.#storage.clear();
    }
  }

  /** Ends an epoch with nothing stored. */
  clear(): void {
    this.#epoch += 1;
    this.#own = null;
    this.#storage.clear();
  }

  /** Ends an epoch: `next` takes the place of `ended`, unless another tab has put something of its own there. */
  supersede(ended: SessionRecord | null, next: PendingRecord): void {
    const stored = this.read();
    this.#epoch += 1;
    this.#own = null;
    const isOurs = stored?.kind === 'session' ? stored.accessToken === ended?.accessToken : !stored?.after;
    if (isOurs) this.write(next);
  }

  subscribe(listener: () => void): () => void {
    return this.isShared ? this.#storage.subscribe(listener) : () => undefined;
  }
}
