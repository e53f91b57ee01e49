import type { EndReason } from './reason-rules.ts';

/**
 * - `starting`: no usable token yet; calls wait.
 * - `active`: calls go out at once.
 * - `offline`: a token is needed and the server cannot be reached; it is tried again by itself.
 * - `ended`: no identity.
 */
export type SessionStatus = 'starting' | 'active' | 'offline' | 'ended';

export interface SessionSnapshot {
  readonly status: SessionStatus;
  /** The visitor, as soon as one is known, also while their token is being renewed. */
  readonly anonId: string | null;
  /** True when the visitor began while this page was open; false for who comes back. */
  readonly isNew: boolean;
  /** Why the last identity of this page ended; kept when a new one starts, so that the page can explain it. */
  readonly endedReason: EndReason | null;
  /** False when the visitor is forgotten with the page. */
  readonly isPersistent: boolean;
  /** How many identities ended in this page: a key for whatever must not outlive one. */
  readonly endings: number;
}

/** `from` is null for the first identity of the page, `to` is null when one ended and no other has started yet. */
export interface IdentityChange {
  readonly from: string | null;
  readonly to: string | null;
  readonly reason: EndReason | null;
}

/** The observable half of the manager. A snapshot keeps its reference until something in it changes. */
export class SessionState {
  readonly #listeners = new Set<() => void>();
  readonly #identityListeners = new Set<(change: IdentityChange) => void>();
  #snapshot: SessionSnapshot = { status: 'starting', anonId: null, isNew: false, endedReason: null, isPersistent: true, endings: 0 };

  get snapshot(): SessionSnapshot {
    return this.#snapshot;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  onIdentityChange(listener: (change: IdentityChange) => void): () => void {
    this.#identityListeners.add(listener);
    return () => void this.#identityListeners.delete(listener);
  }

  /**
   * Moves to `next`. When the identity differs, the identity listeners have all run before anyone can see the new
   * snapshot: what they drop is gone before anything renders.
   */
  move(next: Partial<SessionSnapshot>, reason: EndReason | null = null): void {
    const before = this.#snapshot;
    const after = { ...before, ...next };
    if (after.anonId !== before.anonId) {
      callAll(this.#identityListeners, { from: before.anonId, to: after.anonId, reason });
    }
    const keys = Object.keys(next) as (keyof SessionSnapshot)[]; // `next` is made of snapshot fields only.
    if (keys.every((key) => before[key] === after[key])) return;
    this.#snapshot = after;
    callAll(this.#listeners, undefined);
  }
}

/** One listener that throws must not keep the others from dropping what they hold. */
function callAll<T>(listeners: ReadonlySet<(value: T) => void>, value: T): void {
  for (const listener of listeners) {
    try {
      listener(value);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}
