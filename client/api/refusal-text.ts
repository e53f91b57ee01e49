import type { PageText } from '../i18n/i18n.ts';
import type { Failure } from './failure.ts';
import { isSessionOver } from './reason-retry.ts';

type RefusalKind = 'unreachable' | 'gone' | 'ours' | 'ended' | 'refused';

/** What there is to say of a failed call. */
export function decideRefusalKind({ reason, errorId, mayPass }: Failure): RefusalKind {
  if (reason === null) return mayPass ? 'unreachable' : 'ended';
  if (reason === 'ITEM_NOT_FOUND') return 'gone';
  if (errorId !== null) return 'ours';
  return isSessionOver(reason) ? 'ended' : 'refused';
}

/** Why an action is not recorded, in a sentence for the visitor. */
export function refusalText(t: PageText, failure: Failure, what: string): string {
  return t(`toast.${decideRefusalKind(failure)}`, { what, errorId: failure.errorId ?? '' });
}
