import { useMoreText } from '../i18n/use-more-text.ts';
import { Loadable } from '../ui/loadable.tsx';
import { Panel } from '../ui/panel.tsx';
import { CartEmpty } from './cart-empty.tsx';
import { CartLineRow } from './cart-line-row.tsx';
import { CartSkeleton } from './cart-skeleton.tsx';
import { CartTotal } from './cart-total.tsx';
import './cart.css';
import { useCart } from './use-cart.ts';
import { useCartActs } from './use-cart-acts.ts';

/** Everything in the cart, to change and to count. */
export function CartDrawer({ onClose }: { readonly onClose: () => void }) {
  const t = useMoreText();
  const { query, cart, sight } = useCart();
  const act = useCartActs();
  const isEmpty = cart === null || cart.lines.length === 0;
  return (
    <Panel
      title={t('cart.title')}
      closeLabel={t('cart.close')}
      place="side"
      onClose={onClose}
      foot={isEmpty ? undefined : <CartTotal total={cart.total} onClear={() => act({ kind: 'clear', cart }, sight)} />}
    >
      <Loadable query={query} value={cart} loadingText={t('cart.loading')} failedText={t('cart.failed')} skeleton={<CartSkeleton />}>
        {({ lines }) =>
          lines.length === 0 ? (
            <CartEmpty />
          ) : (
            <ul className="cart-lines">
              {lines.map((line) => (
                <CartLineRow key={line.itemId} line={line} onAct={(change) => act(change, sight)} />
              ))}
            </ul>
          )
        }
      </Loadable>
    </Panel>
  );
}
