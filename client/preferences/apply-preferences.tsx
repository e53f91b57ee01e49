import { useEffect, useEffectEvent } from 'react';
import { usePageLook } from './use-page-look.ts';
import { useChosen } from './use-preferences.ts';

/**
 * Makes the page as the visitor has chosen, wherever they chose it, and remembers it in this browser for the first
 * paint of the next visit. One way only: nothing that is applied is ever written back, so tabs cannot chase each other.
 * What the visitor has not chosen is as the browser prefers; until that is known the page stays as it is.
 */
export function ApplyPreferences() {
  const { preferences, isKnown } = useChosen();
  const { language, theme } = preferences;
  const look = usePageLook();
  const applyLanguage = useEffectEvent(look.applyLanguage);
  const applyTheme = useEffectEvent(look.applyTheme);
  useEffect(() => {
    if (isKnown || language !== undefined) applyLanguage(language);
  }, [isKnown, language]);
  useEffect(() => {
    if (isKnown || theme !== undefined) applyTheme(theme);
  }, [isKnown, theme]);
  return null;
}
