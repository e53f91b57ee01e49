import { formatNumber } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-language.ts';
import { ACTION_MAX_CHARS } from '../../shared/limits.ts';

export function CharsLeft({ text }: { readonly text: string }) {
  const t = useText();
  const language = useLanguage();
  // Below zero when too long. Spaces around the text do not count.
  const left = ACTION_MAX_CHARS - text.trim().length;
  const count = Math.abs(left);
  return (
    <p className="chars-left" data-over={left < 0}>
      {t(left < 0 ? 'compose.over' : 'compose.left', { count, formatted: formatNumber(language, count) })}
    </p>
  );
}
