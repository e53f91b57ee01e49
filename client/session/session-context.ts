import { createContext } from 'react';
import type { SessionSnapshot } from './session-state.ts';

export interface Session extends SessionSnapshot {
  /** Forgets the visitor on this device at once, also offline. Never rejects. */
  readonly signOut: () => Promise<void>;
  /** Begins a new visitor after a sign-out, or after an end with `onEnded: 'stay'`. */
  readonly startAnew: () => void;
}

/** In a file of its own: a component's file that exports more cannot be reloaded while the page runs. */
export const SessionContext = createContext<Session | null>(null);
