import type { Money } from '../../shared/money.schema.ts';
import { formatMoney } from '../i18n/format.ts';
import { useLanguage } from '../i18n/use-language.ts';

/** An amount of money as the reader's language writes it. */
export function Price({ of: money, className }: { readonly of: Money; readonly className?: string }) {
  const language = useLanguage();
  return <span className={className}>{formatMoney(language, money)}</span>;
}
