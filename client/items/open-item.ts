import { useSyncExternalStore } from 'react';

const PREFIX = '#/items/';

/** True when the entry before this one in the browser's history is this page without the item. */
let wasOpenedHere = false;

/** The address of an item on this page. */
export function itemAddress(itemId: string): string {
  return `${PREFIX}${itemId}`;
}

/** Shows an item, so that "back" leaves it and a reload keeps it. */
export function openItem(itemId: string): void {
  wasOpenedHere = openItemId() === null;
  location.hash = itemAddress(itemId);
}

export function closeItem(): void {
  if (openItemId() === null) return;
  if (wasOpenedHere) history.back();
  else dropItem();
}

/** Closes it at once, without going back. */
export function dropItem(): void {
  if (openItemId() === null) return;
  history.replaceState(null, '', location.pathname + location.search);
  dispatchEvent(new HashChangeEvent('hashchange'));
}

/** The item that the address names; null when it names none. Whether there is such an item is not known here. */
export function useOpenItemId(): string | null {
  return useSyncExternalStore(subscribe, openItemId);
}

function openItemId(): string | null {
  const { hash } = location;
  return hash.startsWith(PREFIX) && hash.length > PREFIX.length ? hash.slice(PREFIX.length) : null;
}

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener);
  return () => removeEventListener('hashchange', listener);
}
