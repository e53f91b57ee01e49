import type { CartLine } from '../../shared/cart.schema.ts';
import { formatMoney } from '../i18n/format.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { useMoreText } from '../i18n/use-more-text.ts';

/** The price of one, what it costs today where that differs, or that it cannot be had any more. */
export function CartLinePrice({ line }: { readonly line: CartLine }) {
  const t = useMoreText();
  const language = useLanguage();
  const { unitPrice, currentPrice, isAvailable } = line;
  if (!isAvailable || currentPrice === null) return <p className="cart-line-price">{t('cart.unavailable')}</p>;
  return (
    <p className="cart-line-price">
      {t('cart.each', { price: formatMoney(language, unitPrice) })}
      {currentPrice.amount !== unitPrice.amount && <em>{` · ${t('cart.nowCosts', { price: formatMoney(language, currentPrice) })}`}</em>}
    </p>
  );
}
