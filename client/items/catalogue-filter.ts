import type { Category, VisitorItem } from '../../shared/items.schema.ts';
import type { Language } from '../i18n/language.ts';

/** What the visitor looks for. `category` null: everything. */
export interface CatalogueFilter {
  readonly words: string;
  readonly category: Category | null;
}

type Findable = Pick<VisitorItem, 'title' | 'description' | 'category'>;

/** Case, and the width of letters on an East Asian keyboard, make no difference. */
function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/** The items whose title and description have all the words, in the language that is read. */
export function findByWords<Item extends Findable>(items: readonly Item[], words: string, language: Language): Item[] {
  const wanted = fold(words).split(/\s+/u).filter((word) => word !== '');
  return items.filter((item) => {
    const text = fold(`${item.title[language]} ${item.description[language]}`);
    return wanted.every((word) => text.includes(word));
  });
}

export function ofCategory<Item extends Findable>(items: readonly Item[], category: Category | null): Item[] {
  return items.filter((item) => category === null || item.category === category);
}
