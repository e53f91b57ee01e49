import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VisitorItem } from '../../shared/items.schema.ts';
import { formatNumber } from '../i18n/format.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { ItemCard } from './item-card.tsx';
import { useAddAction } from './use-add-action.ts';

/** All items; the first few are shown, fewer on a small screen (items.css), until asked for the rest. */
export function ItemGrid({ items }: { readonly items: readonly VisitorItem[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const addAction = useAddAction();
  const [isWhole, setIsWhole] = useState(false);
  return (
    <>
      <ul className="item-grid" data-whole={isWhole}>
        {items.map((item) => (
          <li key={item.itemId}>
            <ItemCard item={item} onAct={(action) => addAction({ action, itemId: item.itemId })} />
          </li>
        ))}
      </ul>
      {!isWhole && (
        <Button className="item-grid-more" variant="default" fullWidth onClick={() => setIsWhole(true)}>
          {t('items.showAll', { count: items.length, formatted: formatNumber(language, items.length) })}
        </Button>
      )}
    </>
  );
}
