import { Button } from '@mantine/core';
import { useState } from 'react';
import type { VisitorItem } from '../../shared/items.schema.ts';
import { formatNumber } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-language.ts';
import { usePreferences } from '../preferences/use-preferences.ts';
import type { ActionKind } from './action-kinds.ts';
import { ItemCard } from './item-card.tsx';
import { openItem } from './open-item.ts';
import { useAddAction } from './use-add-action.ts';

interface ItemGridProps {
  readonly items: readonly VisitorItem[];
  readonly isNarrowed: boolean;
}

/** The first few items, fewer on a small screen (items.css), until asked for the rest; all that a search has found. */
export function ItemGrid({ items, isNarrowed }: ItemGridProps) {
  const t = useText();
  const language = useLanguage();
  const addAction = useAddAction();
  const view = usePreferences().app.catalogueView ?? 'grid';
  const [isWhole, setIsWhole] = useState(false);
  function act(action: ActionKind, itemId: string): void {
    addAction({ action, itemId });
    if (action === 'view') openItem(itemId);
  }
  return (
    <>
      <ul className="item-grid" data-view={view} data-whole={isWhole || isNarrowed}>
        {items.map((item) => (
          <li key={item.itemId}>
            <ItemCard item={item} onAct={(action) => act(action, item.itemId)} />
          </li>
        ))}
      </ul>
      {!isWhole && !isNarrowed && (
        <Button className="item-grid-more" variant="default" fullWidth onClick={() => setIsWhole(true)}>
          {t('items.showAll', { count: items.length, formatted: formatNumber(language, items.length) })}
        </Button>
      )}
    </>
  );
}
