import type { EraseReceipt } from '../../shared/privacy.schema.ts';
import { formatDateTime, formatNumber } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-language.ts';

/** That everything is gone, as the visitor asked, with the proof for them to keep. */
export function ErasedNotice({ receipt }: { readonly receipt: EraseReceipt }) {
  const t = useText();
  const language = useLanguage();
  const { receiptId, erasedAt, counts } = receipt;
  const count = Object.values(counts).reduce((sum, rows) => sum + rows, 0);
  const at = formatDateTime(language, Date.parse(erasedAt));
  return (
    <>
      {t('notice.erased')}
      <small>{t('notice.receipt', { id: receiptId, at, count, formatted: formatNumber(language, count) })}</small>
    </>
  );
}
