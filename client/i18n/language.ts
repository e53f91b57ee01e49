/** The languages the pages speak. */
export type Language = 'en' | 'zh';

interface LanguageFacts {
  /** Its own name, in itself. */
  readonly name: string;
  readonly shortName: string;
  /** BCP 47 tag, for `<html lang>` and for Intl. */
  readonly tag: string;
}

export const LANGUAGES: Readonly<Record<Language, LanguageFacts>> = {
  en: { name: 'English', shortName: 'EN', tag: 'en' },
  zh: { name: '简体中文', shortName: '中文', tag: 'zh-CN' },
};

export function isLanguage(value: unknown): value is Language {
  return value === 'en' || value === 'zh';
}

/** The first of the wanted tags whose primary language we speak; English when there is none. */
export function matchLanguage(wantedTags: readonly string[]): Language {
  for (const tag of wantedTags) {
    const primary = tag.toLowerCase().split('-')[0];
    if (isLanguage(primary)) return primary;
  }
  return 'en';
}
