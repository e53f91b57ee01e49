import { useText } from '../i18n/use-language.ts';
import { SearchIcon } from '../ui/icons.tsx';

interface SearchBoxProps {
  readonly words: string;
  readonly onChange: (words: string) => void;
}

export function SearchBox({ words, onChange }: SearchBoxProps) {
  const t = useText();
  return (
    <label className="search-box">
      <SearchIcon />
      <input
        type="search"
        aria-label={t('items.search')}
        placeholder={t('items.search')}
        value={words}
        autoComplete="off"
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </label>
  );
}
