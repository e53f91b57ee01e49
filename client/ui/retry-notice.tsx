import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { RetryIcon } from './icons.tsx';

interface RetryNoticeProps {
  readonly text: string;
  readonly isRetrying: boolean;
  readonly onRetry: () => void;
}

/** Stands where the content would be when it did not load. */
export function RetryNotice({ text, isRetrying, onRetry }: RetryNoticeProps) {
  const { t } = useTranslation();
  return (
    <div className="retry-notice" role="alert">
      <p>{text}</p>
      <Button variant="light" size="sm" leftSection={<RetryIcon />} loading={isRetrying} onClick={onRetry}>
        {t('common.retry')}
      </Button>
    </div>
  );
}
