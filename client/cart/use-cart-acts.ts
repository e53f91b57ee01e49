import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getQueryKey } from '@trpc/react-query';
import { readFailure } from '../api/failure.ts';
import { trpc } from '../api/trpc.ts';
import { useIsSameVisitor } from '../api/use-is-same-visitor.ts';
import type { Cart } from '../../shared/cart.schema.ts';
import { useLanguage, useText } from '../i18n/use-language.ts';
import { refusalText } from '../api/refusal-text.ts';
import { showToast } from '../ui/toasts.ts';
import { CART_ACT_KEY, listActsUnderway } from './acts-underway.ts';
import type { CartAct } from './cart-change.ts';
import { MadeAct, type Sight } from './made-act.ts';
import { sendAct } from './send-act.ts';
import { Superseded } from './superseded.ts';

/** `sight` is what the visitor saw; only an addition can do without. */
type Act = (act: CartAct, sight: Sight | null) => void;

const loadRefusals = () => import('./cart-refusal.ts');

/**
 * Changes the cart: on the page at once, at the server one after the other. Refused, it is as if it had not been done,
 * and a message says why.
 */
export function useCartActs(): Act {
  const t = useText();
  const language = useLanguage();
  const utils = trpc.useUtils();
  const queryClient = useQueryClient();
  const isSameVisitor = useIsSameVisitor();

  async function adopt(cart: Cart, made: MadeAct): Promise<void> {
    if (!isSameVisitor()) return utils.cart.get.invalidate();
    // What was asked for before this answer may be older than it, or newer: it is asked for again.
    const isAsked = queryClient.isFetching({ queryKey: getQueryKey(trpc.cart.get) }) > 0;
    await utils.cart.get.cancel();
    made.hasArrived = true;
    utils.cart.get.setData(undefined, cart);
    if (isAsked) void utils.cart.get.invalidate();
  }

  const { mutate } = useMutation<Cart, Error, MadeAct>({
    mutationKey: CART_ACT_KEY,
    scope: { id: 'cart' },
    mutationFn: (made) => {
      if (made.isSuperseded) return Promise.reject(new Superseded());
      return sendAct(utils.client, utils.cart.get.getData(), made.meant);
    },
    onSuccess: adopt,
    onError: async (error, made) => {
      made.hasFailed = true;
      if (error instanceof Superseded) return;
      const { act } = made;
      const failure = readFailure(error);
      const what = t(`cart.did.${act.kind}`, { title: titleOf(act)?.[language] ?? '' });
      const refusals = failure.reason === null ? null : await loadRefusals().catch(() => null);
      const refusal = await refusals?.readCartRefusal(error, language);
      const tryAgain = { label: t('toast.retry'), run: () => makeAgain(act) };
      if (refusal?.cart) await adopt(refusal.cart, made);
      else void utils.cart.get.invalidate();
      showToast({
        tone: 'bad',
        text: refusal?.text ?? refusalText(t, failure, what),
        ...((failure.mayPass || (refusal?.cart && act.kind !== 'add')) && { action: tryAgain }),
      });
    },
  });
  const make: Act = (act, sight) => mutate(new MadeAct(act, sight));

  /** Whoever tries again has the cart before their eyes as it is shown now. */
  function makeAgain(act: CartAct): void {
    const answered = utils.cart.get.getData();
    make(act, answered === undefined ? null : { answered, underway: listActsUnderway(queryClient) });
  }

  return make;
}

function titleOf(act: CartAct) {
  if (act.kind === 'clear') return null;
  return (act.kind === 'add' ? act.item : act.line).title;
}
