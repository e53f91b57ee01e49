import { isLanguage, type Language } from './language.ts';

const KEY = 'passerby.language';

/** The language chosen earlier in this browser; null when none was, or when storage is blocked. */
export function findRememberedLanguage(): Language | null {
  try {
    const value = localStorage.getItem(KEY);
    return isLanguage(value) ? value : null;
  } catch {
    return null;
  }
}

/** Does not throw: with blocked storage the choice lasts as long as the page. */
export function rememberLanguage(language: Language): void {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // Blocked or full storage.
  }
}

/** Does not throw: blocked storage remembers nothing. */
export function forgetRememberedLanguage(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Blocked storage.
  }
}
