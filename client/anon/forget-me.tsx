import { Button } from '@mantine/core';
import { useState } from 'react';
import { useText } from '../i18n/use-language.ts';
import { useSession } from '../session/index.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';

/** Signs out after asking: without an account there is no way back. */
export function ForgetMe() {
  const t = useText();
  const { signOut } = useSession();
  const [isAsking, setIsAsking] = useState(false);
  return (
    <>
      <Button variant="transparent" c="white" size="sm" px={0} className="who-forget" onClick={() => setIsAsking(true)}>
        {t('who.forget')}
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        title={t('forget.title')}
        confirm={{ label: t('forget.confirm'), run: () => void signOut() }}
        cancel={{ label: t('forget.cancel'), run: () => setIsAsking(false) }}
      >
        {t('forget.body')}
      </ConfirmDialog>
    </>
  );
}
