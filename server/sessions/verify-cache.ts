import { hash } from 'node:crypto';

/**
 * Remembers up to `capacity` verified tokens; the one that was unused longest leaves first. Keyed by SHA-256 of the
 * whole token, so no two tokens share an entry. It says only that a signature was good: expiry, key and session are
 * checked on every hit by whoever asks.
 */
export class VerifyCache<V> {
  readonly #capacity: number;
  readonly #entries = new Map<string, V>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#entries.size;
  }

  find(token: string): V | null {
    const key = digest(token);
    const value = this.#entries.get(key);
    if (value === undefined) return null;
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return value;
  }

  remember(token: string, value: V): void {
    this.#entries.set(digest(token), value);
    if (this.#entries.size <= this.#capacity) return;
    const oldest = this.#entries.keys().next();
    if (!oldest.done) this.#entries.delete(oldest.value);
  }

  forget(token: string): void {
    this.#entries.delete(digest(token));
  }
}

function digest(token: string): string {
  return hash('sha256', token, 'latin1');
}
