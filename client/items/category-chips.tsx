import type { Category, VisitorItem } from '../../shared/items.schema.ts';
import { formatNumber } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-language.ts';
import { CATEGORIES } from './categories.ts';
import { ofCategory } from './catalogue-filter.ts';

interface CategoryChipsProps {
  /** The items that are counted. */
  readonly items: readonly VisitorItem[];
  readonly category: Category | null;
  readonly onChange: (category: Category | null) => void;
}

export function CategoryChips({ items, category, onChange }: CategoryChipsProps) {
  const t = useText();
  const language = useLanguage();
  return (
    <div className="chips" role="group" aria-label={t('items.categories')}>
      {[null, ...CATEGORIES].map((each) => (
        <button key={each} type="button" className="chip mantine-focus-auto" aria-pressed={each === category} onClick={() => onChange(each)}>
          {t(`items.${each ?? 'all'}`)} <span>{formatNumber(language, ofCategory(items, each).length)}</span>
        </button>
      ))}
    </div>
  );
}
