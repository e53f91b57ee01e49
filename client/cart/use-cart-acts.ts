import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getQueryKey } from '@trpc/react-query';
import { readFailure } from '../api/failure.ts';
import { trpc } from '../api/trpc.ts';
import { useIsSameVisitor } from '../api/use-is-same-visitor.ts';
import type { Cart } from '../../shared/cart.schema.ts';
import { useLanguage, useText } from '../i18n/use-language.ts';
import { refusalText } from '../api/refusal-text.ts';
import { showToast } from '../ui/toasts.ts';
import { CART_ACT_KEY, listActsUnderway, markArrived } from './acts-underway.ts';
import { type CartAct, onSightOf, withActs } from './cart-change.ts';
import { sendAct } from './send-act.ts';
import { conflictsSoFar, Superseded } from './superseded.ts';

/** An act, and how much the page knew when it was done. */
type MadeAct = CartAct & { readonly conflicts: number };

const loadRefusals = () => import('./cart-refusal.ts');

/**
 * Changes the cart: on the page at once, at the server one after the other. Refused, it is as if it had not been done,
 * and a message says why.
 */
export function useCartActs(): (act: CartAct) => void {
  const t = useText();
  const language = useLanguage();
  const utils = trpc.useUtils();
  const queryClient = useQueryClient();
  const isSameVisitor = useIsSameVisitor();

  async function adopt(cart: Cart, act: CartAct): Promise<void> {
    if (!isSameVisitor()) return utils.cart.get.invalidate();
    // What was asked for before this answer may be older than it, or newer: it is asked for again.
    const isAsked = queryClient.isFetching({ queryKey: getQueryKey(trpc.cart.get) }) > 0;
    await utils.cart.get.cancel();
    markArrived(act);
    utils.cart.get.setData(undefined, cart);
    if (isAsked) void utils.cart.get.invalidate();
  }

  const { mutate } = useMutation<Cart, Error, MadeAct>({
    mutationKey: CART_ACT_KEY,
    scope: { id: 'cart' },
    mutationFn: (act) => {
      if (act.kind !== 'add' && act.conflicts !== conflictsSoFar()) return Promise.reject(new Superseded());
      return sendAct(utils.client, utils.cart.get.getData(), act);
    },
    onSuccess: adopt,
    onError: async (error, act) => {
      if (error instanceof Superseded) return;
      const failure = readFailure(error);
      const what = t(`cart.did.${act.kind}`, { title: titleOf(act)?.[language] ?? '' });
      const refusals = failure.reason === null ? null : await loadRefusals().catch(() => null);
      const refusal = await refusals?.readCartRefusal(error, language);
      const tryAgain = { label: t('toast.retry'), run: () => makeAgain(act) };
      if (refusal?.cart) await adopt(refusal.cart, act);
      else void utils.cart.get.invalidate();
      showToast({
        tone: 'bad',
        text: refusal?.text ?? refusalText(t, failure, what),
        ...((failure.mayPass || (refusal?.cart && act.kind !== 'add')) && { action: tryAgain }),
      });
    },
  });
  function make(act: CartAct): void {
    mutate({ ...act, conflicts: conflictsSoFar() });
  }

  /** Whoever tries again has the cart before their eyes as it is shown now. */
  function makeAgain(act: CartAct): void {
    const cart = utils.cart.get.getData();
    make(cart === undefined ? act : onSightOf(withActs(cart, listActsUnderway(queryClient)), act));
  }

  return make;
}

function titleOf(act: CartAct) {
  if (act.kind === 'clear') return null;
  return (act.kind === 'add' ? act.item : act.line).title;
}
