import { isMantineColorScheme, type MantineColorScheme, type MantineColorSchemeManager } from '@mantine/core';

/** Also read by first-paint.js. */
const KEY = 'passerby.color-scheme';

let onStorage: ((event: StorageEvent) => void) | null = null;

/**
 * Keeps the colours for the first paint of the next visit. `auto` is kept as nothing, so who never chose leaves nothing
 * behind. Does not throw: with blocked storage the colours last as long as the page.
 */
export const rememberedColorScheme: MantineColorSchemeManager = {
  get: find,
  set: remember,
  clear: () => remember('auto'),
  subscribe: (onUpdate) => {
    onStorage = ({ key }) => {
      // What is stored by now, not what the event tells: it is written back, and a late event would undo a later choice.
      if (key === KEY) onUpdate(find('auto'));
    };
    addEventListener('storage', onStorage);
  },
  unsubscribe: () => {
    if (onStorage !== null) removeEventListener('storage', onStorage);
  },
};

function find(otherwise: MantineColorScheme): MantineColorScheme {
  try {
    const value = localStorage.getItem(KEY);
    return isMantineColorScheme(value) ? value : otherwise;
  } catch {
    return otherwise;
  }
}

function remember(scheme: MantineColorScheme): void {
  try {
    if (scheme === 'auto') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, scheme);
  } catch {
    // Blocked or full storage.
  }
}
