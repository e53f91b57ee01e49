import { useState } from 'react';
import type { VisitorItem } from '../../shared/items.schema.ts';
import { AddToCartButton } from '../cart/add-to-cart-button.tsx';
import { useRecordView } from '../history/use-record-view.ts';
import { useLanguage, useText } from '../i18n/use-language.ts';
import { useMoreText } from '../i18n/use-more-text.ts';
import { Price } from '../ui/price.tsx';
import { QuantityStepper } from '../ui/quantity-stepper.tsx';
import { TileArt } from '../ui/tile-art.tsx';
import { ItemActions } from './item-actions.tsx';
import { ItemTally } from './item-tally.tsx';
import { useAddAction } from './use-add-action.ts';

/** Who is here views the item already. */
const KINDS = ['like', 'save'] as const;

export function ItemDetails({ item }: { readonly item: VisitorItem }) {
  const t = useText();
  const more = useMoreText();
  const language = useLanguage();
  const title = item.title[language];
  const addAction = useAddAction();
  const [quantity, setQuantity] = useState(1);
  useRecordView(item);
  const names = { group: more('cart.quantity', { title }), fewer: more('cart.fewer', { title }), more: more('cart.more', { title }) };
  return (
    <div className="item-details">
      <TileArt seed={item.itemId} cells={4} className="item-details-art" />
      <div className="item-details-text">
        <p className="item-details-category">{t(`items.${item.category}`)}</p>
        <Price of={item.price} className="item-details-price" />
        <p className="item-details-description">{item.description[language]}</p>
        <div className="item-details-buy">
          <QuantityStepper value={quantity} names={names} onChange={setQuantity} />
          <AddToCartButton item={item} quantity={quantity} size="md" />
        </div>
        <div className="item-details-foot">
          <ItemTally count={item.actionCount} lastActionAt={item.lastActionAt} />
          <ItemActions title={title} kinds={KINDS} onAct={(action) => addAction({ action, itemId: item.itemId })} />
        </div>
      </div>
    </div>
  );
}
