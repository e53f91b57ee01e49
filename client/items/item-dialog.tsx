import { useLanguage } from '../i18n/use-language.ts';
import { useMoreText } from '../i18n/use-more-text.ts';
import { useViews } from '../history/use-views.ts';
import { Loadable } from '../ui/loadable.tsx';
import { Panel } from '../ui/panel.tsx';
import './item-dialog.css';
import { ItemDetails } from './item-details.tsx';
import { ItemDetailsSkeleton } from './item-details-skeleton.tsx';
import { ItemGone } from './item-gone.tsx';
import { closeItem } from './open-item.ts';
import { useItems } from './use-items.ts';

/** One item, with everything that can be done with it. */
export function ItemDialog({ itemId }: { readonly itemId: string }) {
  const t = useMoreText();
  const language = useLanguage();
  const { query, view } = useItems();
  const viewed = useViews().items.find((each) => each.itemId === itemId);
  const item = view?.items.find((each) => each.itemId === itemId);
  // An item that left the catalogue still has the name under which it was viewed, or a readable slug.
  const title = (item ?? viewed)?.title[language] ?? itemId;
  return (
    <Panel title={title} closeLabel={t('item.close')} place="middle" onClose={closeItem}>
      <Loadable query={query} value={view} loadingText={t('item.loading')} failedText={t('item.failed')} skeleton={<ItemDetailsSkeleton />}>
        {() => (item ? <ItemDetails item={item} /> : <ItemGone />)}
      </Loadable>
    </Panel>
  );
}
