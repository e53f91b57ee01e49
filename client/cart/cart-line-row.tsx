import { ActionIcon } from '@mantine/core';
import type { CartLine } from '../../shared/cart.schema.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { useMoreText } from '../i18n/use-more-text.ts';
import { CrossIcon } from '../ui/icons.tsx';
import { Price } from '../ui/price.tsx';
import { QuantityStepper } from '../ui/quantity-stepper.tsx';
import { TileArt } from '../ui/tile-art.tsx';
import type { CartAct } from './cart-change.ts';
import { CartLinePrice } from './cart-line-price.tsx';

interface CartLineRowProps {
  readonly line: CartLine;
  readonly onAct: (act: CartAct) => void;
}

/** So many of one item. One that has left the shop can only be taken out. */
export function CartLineRow({ line, onAct }: CartLineRowProps) {
  const t = useMoreText();
  const title = line.title[useLanguage()];
  const { quantity, unitPrice, isAvailable } = line;
  const names = { group: t('cart.quantity', { title }), fewer: t('cart.fewer', { title }), more: t('cart.more', { title }) };
  return (
    <li className="cart-line" data-available={isAvailable}>
      <TileArt seed={line.itemId} cells={2} className="cart-line-art" />
      <div className="cart-line-text">
        <strong className="cart-line-title">{title}</strong>
        <CartLinePrice line={line} />
      </div>
      <ActionIcon variant="subtle" color="gray" size={36} radius="xl" aria-label={t('cart.remove', { title })} onClick={() => onAct({ kind: 'remove', line })}>
        <CrossIcon />
      </ActionIcon>
      {isAvailable && (
        <div className="cart-line-foot">
          <QuantityStepper value={quantity} names={names} onChange={(next) => onAct({ kind: 'set', line, quantity: next })} />
          <Price of={{ ...unitPrice, amount: unitPrice.amount * quantity }} className="cart-line-sum" />
        </div>
      )}
    </li>
  );
}
