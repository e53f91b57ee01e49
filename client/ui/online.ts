import { onlineManager } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';

/** What the browser believes of its own connection. True says little; false is certain. */
export function useIsOnline(): boolean {
  return useSyncExternalStore(
    (listener) => onlineManager.subscribe(listener),
    () => onlineManager.isOnline(),
  );
}
