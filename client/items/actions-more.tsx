import { Button } from '@mantine/core';
import { useText } from '../i18n/use-language.ts';
import { RetryNotice } from '../ui/retry-notice.tsx';

/** The part of the list's query that reaches for older actions. */
export interface OlderActions {
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly isFetchNextPageError: boolean;
  readonly fetchNextPage: () => Promise<unknown>;
}

export function ActionsMore({ query }: { readonly query: OlderActions }) {
  const t = useText();
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError } = query;
  const loadMore = () => void query.fetchNextPage();
  if (!hasNextPage) return <p className="actions-end">{t('actions.end')}</p>;
  if (isFetchNextPageError) return <RetryNotice text={t('actions.moreFailed')} isRetrying={isFetchingNextPage} onRetry={loadMore} />;
  return (
    <Button variant="default" fullWidth loading={isFetchingNextPage} onClick={loadMore}>
      {t('actions.more')}
    </Button>
  );
}
