import { useSyncExternalStore } from 'react';
import { currentlySpoken, type PageText, subscribeToLanguage } from './i18n.ts';
import type { Language } from './language.ts';

/** The language of the page now; renders again when it changes. */
export function useLanguage(): Language {
  return useSyncExternalStore(subscribeToLanguage, () => currentlySpoken().language);
}

/** The texts of the page in its language now; renders again when that changes. */
export function useText(): PageText {
  return useSyncExternalStore(subscribeToLanguage, () => currentlySpoken().t);
}
