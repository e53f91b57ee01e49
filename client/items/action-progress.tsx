import { useTranslation } from 'react-i18next';
import type { ShownAction } from './items-view.ts';

/** Where an action is that the server has not confirmed yet. */
export function ActionProgress({ progress }: { readonly progress: Exclude<ShownAction['progress'], 'recorded'> }) {
  const { t } = useTranslation();
  return <em>{t(`history.${progress}`)}</em>;
}
