import type { VisitorItem } from '../../shared/items.schema.ts';
import { AddToCartButton } from '../cart/add-to-cart-button.tsx';
import { useLanguage } from '../i18n/use-language.ts';
import { Price } from '../ui/price.tsx';
import { TileArt } from '../ui/tile-art.tsx';
import type { ActionKind } from './action-kinds.ts';
import { ItemActions } from './item-actions.tsx';
import { ItemLink } from './item-link.tsx';
import { ItemTally } from './item-tally.tsx';

interface ItemCardProps {
  readonly item: VisitorItem;
  readonly onAct: (action: ActionKind) => void;
}

export function ItemCard({ item, onAct }: ItemCardProps) {
  const language = useLanguage();
  const title = item.title[language];
  return (
    <article className="item-card" data-touched={item.actionCount > 0}>
      <TileArt seed={item.itemId} cells={4} rows={2} className="item-card-art" />
      <h3 className="item-card-title">
        <ItemLink itemId={item.itemId}>{title}</ItemLink>
      </h3>
      <Price of={item.price} className="item-card-price" />
      <p className="item-card-description">{item.description[language]}</p>
      <div className="item-card-tally">
        <ItemTally count={item.actionCount} lastActionAt={item.lastActionAt} />
      </div>
      <div className="item-card-foot">
        <ItemActions title={title} onAct={onAct} />
        <AddToCartButton item={item} />
      </div>
    </article>
  );
}
