import type { ERRORS, Reason } from '../../shared/errors.ts';
import { RECOVERY } from '../session/index.ts';

type Table = typeof ERRORS;

/**
 * The one column of the error table that the page lives by, without its texts. The type is computed from the table: a
 * row that is missing, superfluous or different does not compile.
 */
export const RETRY: { readonly [R in Reason]: Table[R]['retry'] } = {
  ...RECOVERY,
  AUTHORIZATION_MALFORMED: 'never',
  REQUEST_MALFORMED: 'never',
  CROSS_SITE_REFUSED: 'never',
  INPUT_INVALID: 'never',
  CURSOR_INVALID: 'never',
  BODY_INVALID: 'never',
  BATCH_TOO_LARGE: 'never',
  ITEM_NOT_FOUND: 'never',
  NOT_FOUND: 'never',
  METHOD_NOT_SUPPORTED: 'never',
  ACTION_ID_CONFLICT: 'never',
  CART_CONFLICT: 'never',
  CART_LIMIT: 'never',
  CART_ADD_ID_CONFLICT: 'never',
  BODY_TOO_LARGE: 'never',
  PREFERENCES_TOO_LARGE: 'never',
  MEDIA_TYPE_UNSUPPORTED: 'never',
  EXPORT_TOO_LARGE: 'never',
  CALL_ABORTED: 'later',
  STORAGE_UNAVAILABLE: 'later',
  OVERLOADED: 'later',
  INTERNAL: 'never',
};

/** True for a string that is one of the table's reasons, for instance `data.reason` from a server of any version. */
export function isReason(value: unknown): value is Reason {
  return typeof value === 'string' && Object.hasOwn(RETRY, value);
}

/** True for a reason that says that the caller's session is over. */
export function isSessionOver(reason: Reason): boolean {
  return RETRY[reason].startsWith('after-');
}
