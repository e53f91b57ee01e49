import { useSyncExternalStore } from 'react';

let host: Element | null = null;
const listeners = new Set<() => void>();

/** From now on messages appear inside `element`. Returns the function that ends this. */
export function setToastHost(element: Element | null): () => void {
  change(element);
  return () => {
    if (host === element) change(null);
  };
}

/** Where messages appear: the open modal dialog, or null for the page. */
export function useToastHost(): Element | null {
  return useSyncExternalStore(subscribe, () => host);
}

function change(next: Element | null): void {
  host = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
