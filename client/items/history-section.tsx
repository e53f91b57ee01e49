import { useTranslation } from 'react-i18next';
import { Loadable } from '../ui/loadable.tsx';
import { Section } from '../ui/section.tsx';
import { HistoryEmpty } from './history-empty.tsx';
import { HistoryList } from './history-list.tsx';
import { HistoryMore } from './history-more.tsx';
import { HistorySkeletons } from './history-skeletons.tsx';
import { useItems } from './use-items.ts';

/** Everything the visitor did, newest first. */
export function HistorySection() {
  const { t } = useTranslation();
  const { query, view } = useItems();
  return (
    <Section id="history" heading={t('history.heading')}>
      <Loadable query={query} value={view} loadingText={t('history.loading')} failedText={t('history.failed')} skeleton={<HistorySkeletons />}>
        {({ actions }) =>
          actions.length === 0 ? (
            <HistoryEmpty />
          ) : (
            <>
              <HistoryList actions={actions} />
              <HistoryMore query={query} />
            </>
          )
        }
      </Loadable>
    </Section>
  );
}
