import { useMoreText } from '../i18n/use-more-text.ts';
import { CartIcon } from '../ui/icons.tsx';

export function CartEmpty() {
  const t = useMoreText();
  return (
    <div className="actions-empty cart-empty">
      <CartIcon className="actions-empty-icon" />
      <p className="actions-empty-title">{t('cart.emptyTitle')}</p>
      <p>{t('cart.empty')}</p>
    </div>
  );
}
