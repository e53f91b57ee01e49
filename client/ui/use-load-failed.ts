import { useCallback } from 'react';
import { useText } from '../i18n/use-language.ts';
import { showToast } from './toasts.ts';

/** For a part of the page that cannot be fetched: says so, then goes back to where it was not asked for. */
export function useLoadFailed(goBack: () => void): () => void {
  const t = useText();
  return useCallback(() => {
    showToast({ tone: 'bad', text: t('common.partFailed') });
    goBack();
  }, [t, goBack]);
}
