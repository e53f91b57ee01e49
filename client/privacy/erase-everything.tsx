import { Button } from '@mantine/core';
import { useState } from 'react';
import { useMoreText } from '../i18n/use-more-text.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { useErase } from './use-erase.ts';

/** Removes everything after asking: there is no way back. */
export function EraseEverything() {
  const t = useMoreText();
  const { erase, isErasing } = useErase();
  const [isAsking, setIsAsking] = useState(false);
  const confirm = () => {
    setIsAsking(false);
    erase();
  };
  return (
    <div className="privacy-card">
      <p>{t('privacy.eraseHint')}</p>
      <Button variant="default" className="privacy-erase" loading={isErasing} onClick={() => setIsAsking(true)}>
        {t('privacy.erase')}
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        title={t('privacy.eraseTitle')}
        confirm={{ label: t('privacy.eraseConfirm'), run: confirm }}
        cancel={{ label: t('privacy.eraseCancel'), run: () => setIsAsking(false) }}
      >
        {t('privacy.eraseBody')}
      </ConfirmDialog>
    </div>
  );
}
