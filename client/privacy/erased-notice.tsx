import { formatDateTime } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-language.ts';
import { findReceipt } from './erase-receipt.ts';

/** The proof of an erasure, for the visitor to keep. */
export function ErasedNotice() {
  const t = useText();
  const language = useLanguage();
  const receipt = findReceipt();
  if (receipt === null) return null;
  const { receiptId, erasedAt } = receipt;
  return <small className="erased">{t('notice.receipt', { id: receiptId, at: formatDateTime(language, Date.parse(erasedAt)) })}</small>;
}
