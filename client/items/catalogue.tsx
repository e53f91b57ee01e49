import { useState } from 'react';
import type { VisitorItem } from '../../shared/items.schema.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { CatalogueViewSwitch } from '../preferences/catalogue-view-switch.tsx';
import { type CatalogueFilter, findByWords, ofCategory } from './catalogue-filter.ts';
import { CategoryChips } from './category-chips.tsx';
import { ItemGrid } from './item-grid.tsx';
import { ItemsFound } from './items-found.tsx';
import { SearchBox } from './search-box.tsx';

const EVERYTHING: CatalogueFilter = { words: '', category: null };

/** The shop, with what narrows it down. */
export function Catalogue({ items }: { readonly items: readonly VisitorItem[] }) {
  const language = useLanguage();
  const [filter, setFilter] = useState(EVERYTHING);
  const { words, category } = filter;
  const named = findByWords(items, words, language);
  const found = ofCategory(named, category);
  const isNarrowed = words.trim() !== '' || category !== null;
  return (
    <>
      <div className="catalogue-tools">
        <SearchBox words={words} onChange={(next) => setFilter({ ...filter, words: next })} />
        <CatalogueViewSwitch />
        <CategoryChips items={named} category={category} onChange={(next) => setFilter({ ...filter, category: next })} />
      </div>
      <ItemsFound count={isNarrowed ? found.length : null} onShowEverything={() => setFilter(EVERYTHING)} />
      <ItemGrid items={found} isNarrowed={isNarrowed} />
    </>
  );
}
