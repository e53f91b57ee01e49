import { formatDateTime } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-language.ts';
import { TimeAgo } from '../ui/time-ago.tsx';
import { shortId } from './short-id.ts';

interface WhoFactsProps {
  readonly anonId: string;
  /** ISO 8601. */
  readonly createdAt: string;
}

export function WhoFacts({ anonId, createdAt }: WhoFactsProps) {
  const t = useText();
  const language = useLanguage();
  return (
    <dl className="who-facts">
      <div>
        <dt>{t('who.id')}</dt>
        <dd>
          <strong className="who-short-id">{shortId(anonId)}</strong>
          <code className="who-full-id">{anonId}</code>
        </dd>
      </div>
      <div>
        <dt>{t('who.since')}</dt>
        <dd>
          <strong>
            <TimeAgo at={createdAt} />
          </strong>
          <span>{formatDateTime(language, Date.parse(createdAt))}</span>
        </dd>
      </div>
    </dl>
  );
}
