import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { RetryNotice } from '../ui/retry-notice.tsx';

/** The part of the list's query that reaches for older actions. */
export interface OlderActions {
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly isFetchNextPageError: boolean;
  readonly fetchNextPage: () => Promise<unknown>;
}

export function HistoryMore({ query }: { readonly query: OlderActions }) {
  const { t } = useTranslation();
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError } = query;
  const loadMore = () => void query.fetchNextPage();
  if (!hasNextPage) return <p className="history-end">{t('history.end')}</p>;
  if (isFetchNextPageError) return <RetryNotice text={t('history.moreFailed')} isRetrying={isFetchingNextPage} onRetry={loadMore} />;
  return (
    <Button variant="default" fullWidth loading={isFetchingNextPage} onClick={loadMore}>
      {t('history.more')}
    </Button>
  );
}
