import { useMantineColorScheme } from '@mantine/core';
import { useEffect, useEffectEvent } from 'react';
import { chooseLanguage } from '../i18n/i18n.ts';
import { usePreferences } from './use-preferences.ts';

/**
 * Makes the page as the visitor has chosen, wherever they chose it, and remembers it in this browser for the first
 * paint of the next visit. One way only: nothing that is applied is ever written back, so tabs cannot chase each other.
 */
export function ApplyPreferences() {
  const { language, theme } = usePreferences();
  const { setColorScheme } = useMantineColorScheme();
  const applyTheme = useEffectEvent(setColorScheme);
  useEffect(() => {
    // Without its texts the page stays in the language that it has.
    if (language !== undefined) chooseLanguage(language).catch(() => undefined);
  }, [language]);
  useEffect(() => {
    if (theme !== undefined) applyTheme(theme);
  }, [theme]);
  return null;
}
