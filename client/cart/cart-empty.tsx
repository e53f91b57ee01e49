import { useMoreText } from '../i18n/use-more-text.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { CartIcon } from '../ui/icons.tsx';

export function CartEmpty() {
  const t = useMoreText();
  return (
    <EmptyState icon={<CartIcon />} title={t('cart.emptyTitle')}>
      {t('cart.empty')}
    </EmptyState>
  );
}
