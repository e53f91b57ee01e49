import { Button } from '@mantine/core';
import { useLanguage, useText } from '../i18n/use-language.ts';
import { Section } from '../ui/section.tsx';
import { RecentCard } from './recent-card.tsx';
import './recent.css';
import { useViewActs } from './use-view-acts.ts';
import { useViews } from './use-views.ts';

/** What the visitor viewed last; nothing for who has viewed nothing yet. */
export function RecentSection() {
  const t = useText();
  const language = useLanguage();
  const { items, hasMore, isLoadingMore, loadMore } = useViews();
  const act = useViewActs();
  return (
    <Section id="recent" heading={t('views.heading')} aside={<Button variant="subtle" color="gray" size="compact-sm" onClick={() => act({ kind: 'clear' })}>{t('views.clear')}</Button>}>
      <ul className="recent-strip">
        {items.map((item) => (
          <RecentCard key={item.itemId} item={item} onForget={() => act({ kind: 'remove', itemId: item.itemId }, item.title[language])} />
        ))}
        {hasMore && (
          <li className="recent-more">
            <Button variant="default" radius="xl" loading={isLoadingMore} onClick={loadMore}>
              {t('views.more')}
            </Button>
          </li>
        )}
      </ul>
    </Section>
  );
}
