import { listenTo } from './listen-to.ts';

/** Tells when it is worth trying again: the network is back, the page is looked at again. */
export interface SessionWake {
  /** False while nobody looks at the page: then nothing is refreshed ahead of time. */
  isAwake(): boolean;
  /** Calls `listener` when the device comes online or the page becomes visible. Returns the function that stops it. */
  subscribe(listener: () => void): () => void;
}

/** The browser's own signals; outside a browser always awake, and never woken. */
export const browserWake: SessionWake = {
  isAwake: () => globalThis.document?.visibilityState !== 'hidden',
  subscribe: (listener) => {
    const stopOnline = listenTo(globalThis, 'online', listener);
    const stopVisible = listenTo(globalThis.document, 'visibilitychange', listener);
    return () => {
      stopOnline();
      stopVisible();
    };
  },
};
