import { formatAgo, formatDateTime } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-language.ts';
import { useNowMs } from './now.ts';

interface TimeAgoProps {
  /** ISO 8601. */
  readonly at: string;
}

/** "5 minutes ago"; the full date on hover and for machines. */
export function TimeAgo({ at }: TimeAgoProps) {
  const t = useText();
  const language = useLanguage();
  const nowMs = useNowMs();
  const atMs = Date.parse(at);
  return (
    <time dateTime={at} title={formatDateTime(language, atMs)}>
      {formatAgo(language, atMs, nowMs) ?? t('common.justNow')}
    </time>
  );
}
