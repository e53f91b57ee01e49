import { ColorSchemeSwitch } from './color-scheme-switch.tsx';
import { LanguageSwitch } from './language-switch.tsx';

/** What the visitor can choose for the whole page. */
export function PreferenceSwitches() {
  return (
    <>
      <LanguageSwitch />
      <ColorSchemeSwitch />
    </>
  );
}
