import { useText } from '../i18n/use-language.ts';
import { Loadable } from '../ui/loadable.tsx';
import { Section } from '../ui/section.tsx';
import { ActionsEmpty } from './actions-empty.tsx';
import { ActionsList } from './actions-list.tsx';
import { ActionsMore } from './actions-more.tsx';
import { ActionsSkeletons } from './actions-skeletons.tsx';
import { useItems } from './use-items.ts';

/** Everything the visitor did, newest first. */
export function ActionsSection() {
  const t = useText();
  const { query, view } = useItems();
  return (
    <Section id="actions" heading={t('actions.heading')}>
      <Loadable query={query} value={view} loadingText={t('actions.loading')} failedText={t('actions.failed')} skeleton={<ActionsSkeletons />}>
        {({ actions }) =>
          actions.length === 0 ? (
            <ActionsEmpty />
          ) : (
            <>
              <ActionsList actions={actions} />
              <ActionsMore query={query} />
            </>
          )
        }
      </Loadable>
    </Section>
  );
}
