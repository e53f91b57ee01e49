import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { useEffect } from 'react';
import { useText } from '../i18n/use-language.ts';
import { CheckIcon, CopyIcon } from '../ui/icons.tsx';
import { showToast } from '../ui/toasts.ts';

/** Copies the whole id. Says so on the button and aloud; a browser that refuses is named too. */
export function CopyIdButton({ anonId }: { readonly anonId: string }) {
  const t = useText();
  const { copy, copied, error } = useClipboard({ timeout: 2_500 });

  useEffect(() => {
    if (copied) showToast({ tone: 'spoken', text: t('who.copied') });
  }, [copied, t]);
  useEffect(() => {
    if (error) showToast({ tone: 'bad', text: t('who.copyFailed') });
  }, [error, t]);

  return (
    <Button variant="white" color="dusk.8" size="sm" leftSection={copied ? <CheckIcon /> : <CopyIcon />} onClick={() => copy(anonId)}>
      {t(copied ? 'who.copied' : 'who.copy')}
    </Button>
  );
}
