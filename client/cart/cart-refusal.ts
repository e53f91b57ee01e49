import { TRPCClientError } from '@trpc/client';
import type { Cart } from '../../shared/cart.schema.ts';
import { readErrorDetails } from '../../shared/error-details.ts';
import { CART_LINES_MAX, CART_QUANTITY_MAX } from '../../shared/limits.ts';
import { readFailure } from '../api/failure.ts';
import { formatNumber } from '../i18n/format.ts';
import type { Language } from '../i18n/language.ts';
import { moreText } from '../i18n/more.ts';
import { noteConflict } from './superseded.ts';

interface CartRefusal {
  readonly text: string;
  /** The cart as it really is, where the server told. */
  readonly cart: Cart | null;
}

/** What the server says of a change of the cart that it refused; null where the page has nothing special to say. */
export function readCartRefusal(error: unknown, language: Language): CartRefusal | null {
  const { reason } = readFailure(error);
  const t = moreText(language);
  if (reason === 'ITEM_NOT_FOUND') return { text: t('cart.gone'), cart: null };
  if (reason === 'CART_LIMIT') {
    const limits = { pieces: formatNumber(language, CART_QUANTITY_MAX), kinds: formatNumber(language, CART_LINES_MAX) };
    return { text: t('cart.limit', limits), cart: null };
  }
  if (reason !== 'CART_CONFLICT' || !(error instanceof TRPCClientError)) return null;
  noteConflict();
  return { text: t('cart.conflict'), cart: readErrorDetails('CART_CONFLICT', error.data)?.cart ?? null };
}
