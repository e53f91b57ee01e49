import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useText } from '../i18n/use-language.ts';
import { useSession } from '../session/index.ts';
import { endedReasonText } from './ended-reason-text.ts';

/** Nobody is known here now; a new visitor begins only when asked for. */
export function EndedCard() {
  const t = useText();
  const { endedReason, startAnew } = useSession();
  const heading = useRef<HTMLHeadingElement>(null);
  // The button that had the focus is gone.
  useEffect(() => heading.current?.focus(), []);
  const isSignedOut = endedReason === null || endedReason === 'SIGNED_OUT';
  return (
    <div className="who-card who-ended">
      <div className="portrait portrait-waiting" />
      <div className="who-text">
        <h1 ref={heading} tabIndex={-1} className="who-greeting">{t(isSignedOut ? 'ended.signedOut' : 'ended.title')}</h1>
        <p className="who-intro">{isSignedOut ? t('ended.signedOutBody') : endedReasonText(t, endedReason)}</p>
        <div className="who-actions">
          <Button variant="white" color="dusk.8" onClick={startAnew}>
            {t('ended.startAnew')}
          </Button>
        </div>
      </div>
    </div>
  );
}
