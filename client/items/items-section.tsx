import { useText } from '../i18n/use-language.ts';
import { Loadable } from '../ui/loadable.tsx';
import { Section } from '../ui/section.tsx';
import { Catalogue } from './catalogue.tsx';
import { ItemSkeletons } from './item-skeletons.tsx';
import { useItems } from './use-items.ts';

/** The catalogue as this visitor sees it. */
export function ItemsSection() {
  const t = useText();
  const { query, view } = useItems();
  return (
    <Section id="items" heading={t('items.heading')} intro={t('items.intro')}>
      <Loadable query={query} value={view} loadingText={t('items.loading')} failedText={t('items.failed')} skeleton={<ItemSkeletons />}>
        {({ items }) => <Catalogue items={items} />}
      </Loadable>
    </Section>
  );
}
