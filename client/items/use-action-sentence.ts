import { useLanguage, useText } from '../i18n/use-language.ts';
import { isActionKind } from './action-kinds.ts';
import { useItems } from './use-items.ts';

interface Told {
  readonly action: string;
  readonly itemId: string | null;
}

/** Tells an action in the page's language: "Liked Walnut desk lamp"; a visitor's own words stay as they are. */
export function useActionSentence(): (told: Told) => string {
  const t = useText();
  const language = useLanguage();
  const { view } = useItems();
  return ({ action, itemId }) => {
    if (itemId === null) return action;
    // An item that left the catalogue still has a readable slug.
    const title = view?.items.find((item) => item.itemId === itemId)?.title[language] ?? itemId;
    return isActionKind(action) ? t(`actions.${action}`, { title }) : t('actions.about', { action, title });
  };
}
