import { Button } from '@mantine/core';
import { useText } from '../i18n/use-language.ts';
import { RetryIcon } from './icons.tsx';

interface RetryNoticeProps {
  readonly text: string;
  readonly isRetrying: boolean;
  readonly onRetry: () => void;
}

/** Stands where the content would be when it did not load. */
export function RetryNotice({ text, isRetrying, onRetry }: RetryNoticeProps) {
  const t = useText();
  return (
    <div className="retry-notice" role="alert">
      <p>{text}</p>
      <Button variant="light" size="sm" leftSection={<RetryIcon />} loading={isRetrying} onClick={onRetry}>
        {t('common.retry')}
      </Button>
    </div>
  );
}
