import { useCallback, useState } from 'react';
import { formatNumber } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-language.ts';
import { useSession } from '../session/index.ts';
import { CartIcon } from '../ui/icons.tsx';
import { lazyPart } from '../ui/lazy-part.tsx';
import { useLoadFailed } from '../ui/use-load-failed.ts';
import { useCart } from './use-cart.ts';

const drawer = lazyPart(() => import('./cart-drawer.tsx').then((module) => module.CartDrawer));

/** The way to the cart, with how much is in it as soon as that is known. */
export function CartButton() {
  const t = useText();
  const language = useLanguage();
  const { status } = useSession();
  const [isOpen, setIsOpen] = useState(false);
  const close = useCallback(() => setIsOpen(false), []);
  const onUnavailable = useLoadFailed(close);
  const count = useCart().cart?.itemCount ?? null;
  if (status === 'ended') return null;
  const formatted = formatNumber(language, count ?? 0);
  const name = count === null ? t('cart.open') : `${t('cart.open')} · ${t('cart.pieces', { count, formatted })}`;
  return (
    <>
      <button type="button" className="cart-button mantine-focus-auto" aria-haspopup="dialog" aria-label={name} onPointerEnter={drawer.preload} onFocus={drawer.preload} onClick={() => setIsOpen(true)}>
        <CartIcon width="1.4em" height="1.4em" />
        {count !== null && count > 0 && <span className="cart-badge">{formatted}</span>}
      </button>
      {isOpen && <drawer.Part onClose={close} onUnavailable={onUnavailable} />}
    </>
  );
}
