import type { PageText } from '../i18n/i18n.ts';
import type { EndReason } from '../session/index.ts';

/** Why the earlier session is over, in a sentence for the visitor. */
export function endedReasonText(t: PageText, reason: EndReason): string {
  switch (reason) {
    case 'SESSION_REVOKED':
      return t('notice.reason.revoked');
    case 'SESSION_EXPIRED':
      return t('notice.reason.expired');
    case 'REFRESH_REUSED':
      return t('notice.reason.reused');
    case 'VISITOR_RETIRED':
      return t('notice.reason.retired');
    default:
      return t('notice.reason.other');
  }
}
