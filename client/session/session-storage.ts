import { listenTo } from './listen-to.ts';

/**
 * Where the session of this browser is kept: one text under one name. Every method is synchronous and none throws.
 * The text is a secret (it holds the refresh token), so a port of your own must not send it anywhere.
 */
export interface SessionStorage {
  /** The stored text, or null when there is none. */
  read(): string | null;
  write(value: string): void;
  clear(): void;
  /** Calls `listener` after another tab changed the text. Returns the function that stops it. */
  subscribe(listener: () => void): () => void;
  /** False when what is written is lost with the page. It can turn false at the first write that fails. */
  readonly isPersistent: boolean;
}

/** Keeps the session for as long as the page lives; shares it with no other tab. */
export function memoryStorage(): SessionStorage {
  let kept: string | null = null;
  return {
    isPersistent: false,
    read: () => kept,
    write: (value) => {
      kept = value;
    },
    clear: () => {
      kept = null;
    },
    subscribe: () => () => undefined,
  };
}

/**
 * Keeps the session in `localStorage`, shared by all tabs of the origin. Where that is blocked, or from the first
 * write that fails (full quota, private browsing of older browsers), it goes on in memory and `isPersistent` is false.
 *
 * @param key name of the entry; sessions under different names never meet.
 */
export function localStorageStorage(key = 'passerby.session'): SessionStorage {
  return new LocalStorageStorage(key);
}

class LocalStorageStorage implements SessionStorage {
  readonly #key: string;
  #fallback: SessionStorage | null = null;
  #lastSeen: string | null = null;

  constructor(key: string) {
    this.#key = key;
  }

  get isPersistent(): boolean {
    this.read();
    return this.#fallback === null;
  }

  read(): string | null {
    return this.#attempt(
      (storage) => {
        this.#lastSeen = storage.getItem(this.#key);
        return this.#lastSeen;
      },
      (memory) => memory.read(),
    );
  }

  write(value: string): void {
    this.#attempt(
      (storage) => storage.setItem(this.#key, value),
      (memory) => {
        // A spent refresh token left behind would be taken for a stolen one at the next visit.
        this.#removeStored();
        memory.write(value);
      },
    );
  }

  clear(): void {
    this.#removeStored();
    this.#fallback?.clear();
  }

  subscribe(listener: () => void): () => void {
    return listenTo(globalThis, 'storage', (event) => {
      // A null key means that the whole area was cleared.
      const isOurs = 'key' in event && (event.key === this.#key || event.key === null);
      if (isOurs && this.#fallback === null) listener();
    });
  }

  #attempt<T>(useStored: (storage: Storage) => T, useMemory: (memory: SessionStorage) => T): T {
    if (this.#fallback === null) {
      try {
        return useStored(globalThis.localStorage);
      } catch {
        this.#fallback = memoryStorage();
        // Storage that stops working in mid-session is not a sign-out.
        if (this.#lastSeen !== null) this.#fallback.write(this.#lastSeen);
      }
    }
    return useMemory(this.#fallback);
  }

  #removeStored(): void {
    try {
      globalThis.localStorage.removeItem(this.#key);
    } catch {
      // Blocked storage holds nothing to remove.
    }
  }
}
