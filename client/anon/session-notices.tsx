import { useState } from 'react';
import { useText } from '../i18n/use-language.ts';
import { useSession } from '../session/index.ts';
import { findReceipt } from '../privacy/erase-receipt.ts';
import { ErasedNotice } from '../privacy/erased-notice.tsx';
import { CloudOffIcon, TabIcon, WaveIcon } from '../ui/icons.tsx';
import { Notice } from '../ui/notice.tsx';
import { useIsOnline } from '../ui/online.ts';
import { endedReasonText } from './ended-reason-text.ts';

/** What the visitor should know about being recognised, said once and calmly. The region is always there to be read out. */
export function SessionNotices() {
  const { status } = useSession();
  const isOnline = useIsOnline();
  return (
    <div className="notices" role="status">
      {(status === 'offline' || !isOnline) && <OfflineNotice />}
      {status !== 'starting' && <MemoryNotice />}
      {status === 'active' && <NewVisitorNotice />}
    </div>
  );
}

function OfflineNotice() {
  const t = useText();
  return (
    <Notice icon={<CloudOffIcon />} title={t('notice.offlineTitle')}>
      {t('notice.offline')}
    </Notice>
  );
}

function MemoryNotice() {
  const t = useText();
  const { isPersistent } = useSession();
  if (isPersistent) return null;
  return (
    <Notice icon={<TabIcon />} title={t('notice.memoryTitle')}>
      {t('notice.memory')}
    </Notice>
  );
}

function NewVisitorNotice() {
  const t = useText();
  const { anonId, endedReason, endings } = useSession();
  const [dismissedFor, setDismissedFor] = useState<string | null>(null);
  if (endedReason === null || endedReason === 'SIGNED_OUT' || dismissedFor === anonId) return null;
  const receipt = findReceipt(endings);
  return (
    <Notice icon={<WaveIcon />} title={t('notice.newTitle')} dismiss={{ label: t('notice.dismiss'), run: () => setDismissedFor(anonId) }}>
      {receipt === null ? endedReasonText(t, endedReason) : <ErasedNotice receipt={receipt} />}
    </Notice>
  );
}
