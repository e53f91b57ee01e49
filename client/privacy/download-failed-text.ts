import { readFailure } from '../api/failure.ts';
import { decideRefusalKind } from '../api/refusal-text.ts';
import type { MoreText } from '../i18n/more.ts';
import { ExportBrokeOff } from './fetch-export.ts';

/** Why there is no file, in a sentence for the visitor. */
export function downloadFailedText(t: MoreText, error: unknown): string {
  if (error instanceof ExportBrokeOff) return t('privacy.notSaved.brokeOff');
  const failure = readFailure(error);
  const kind = decideRefusalKind(failure);
  return t(`privacy.notSaved.${kind === 'gone' ? 'refused' : kind}`, { errorId: failure.errorId ?? '' });
}
