import { useText } from '../i18n/use-language.ts';
import type { ShownAction } from './items-view.ts';

/** Where an action is that the server has not confirmed yet. */
export function ActionProgress({ progress }: { readonly progress: Exclude<ShownAction['progress'], 'recorded'> }) {
  const t = useText();
  return <em>{t(`actions.${progress}`)}</em>;
}
