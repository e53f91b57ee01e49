import type { TFunction } from 'i18next';
import { ERRORS } from '../../shared/errors.ts';
import type { Failure } from '../api/failure.ts';

/** Why an action is not recorded, in a sentence for the visitor. */
export function refusalText(t: TFunction, { reason, errorId, mayPass }: Failure, what: string): string {
  if (reason === null) return t(mayPass ? 'toast.unreachable' : 'toast.ended', { what });
  if (reason === 'ITEM_NOT_FOUND') return t('toast.gone', { what });
  if (errorId !== null) return t('toast.ours', { what, errorId });
  return ERRORS[reason].status === 401 ? t('toast.ended', { what }) : t('toast.refused', { what });
}
