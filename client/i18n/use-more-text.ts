import { type MoreText, moreText } from './more.ts';
import { useLanguage } from './use-language.ts';

/** The texts of the parts that are fetched later, in the page's language now. */
export function useMoreText(): MoreText {
  return moreText(useLanguage());
}
