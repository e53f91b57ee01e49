import { useMantineColorScheme } from '@mantine/core';
import type { Preferences } from '../../shared/preferences.schema.ts';
import { chooseLanguage, forgetLanguage } from '../i18n/i18n.ts';

interface PageLook {
  readonly applyLanguage: (language: Preferences['language']) => void;
  readonly applyTheme: (theme: Preferences['theme']) => void;
}

/** Makes the page as chosen, and remembers that in this browser. What is `undefined` is as the browser prefers, and forgotten here. */
export function usePageLook(): PageLook {
  const { setColorScheme } = useMantineColorScheme();
  return {
    applyLanguage: (language) => {
      const switched = language === undefined ? forgetLanguage() : chooseLanguage(language);
      // Without its texts the page stays in the language that it has.
      switched.catch(() => undefined);
    },
    applyTheme: (theme) => setColorScheme(theme ?? 'auto'),
  };
}
