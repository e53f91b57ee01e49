import type { PageText } from '../i18n/i18n.ts';
import type { Failure } from './failure.ts';
import { isSessionOver } from './reason-retry.ts';

/** Why an action is not recorded, in a sentence for the visitor. */
export function refusalText(t: PageText, { reason, errorId, mayPass }: Failure, what: string): string {
  if (reason === null) return t(mayPass ? 'toast.unreachable' : 'toast.ended', { what });
  if (reason === 'ITEM_NOT_FOUND') return t('toast.gone', { what });
  if (errorId !== null) return t('toast.ours', { what, errorId });
  return t(isSessionOver(reason) ? 'toast.ended' : 'toast.refused', { what });
}
