import { formatNumber } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-language.ts';
import { TimeAgo } from '../ui/time-ago.tsx';

interface ItemTallyProps {
  readonly count: number;
  readonly lastActionAt: string | null;
}

/** How often the visitor acted on an item, and when last. */
export function ItemTally({ count, lastActionAt }: ItemTallyProps) {
  const t = useText();
  const language = useLanguage();
  if (lastActionAt === null) return <p className="item-tally">{t('items.untouched')}</p>;
  return (
    <p className="item-tally">
      <strong>{t('items.count', { count, formatted: formatNumber(language, count) })}</strong>
      {' · '}
      <TimeAgo at={lastActionAt} />
    </p>
  );
}
