import { LANGUAGES, type Language } from './language.ts';
import { moreEn } from './more-en.ts';
import { moreZh } from './more-zh.ts';
import { createTranslate, type Translate } from './translate.ts';

/** Gives the texts of the parts that are fetched later. */
export type MoreText = Translate<typeof moreEn>;

const TEXTS: Readonly<Record<Language, MoreText>> = {
  en: createTranslate(moreEn, LANGUAGES.en.tag),
  zh: createTranslate(moreZh, LANGUAGES.zh.tag),
};

export function moreText(language: Language): MoreText {
  return TEXTS[language];
}
