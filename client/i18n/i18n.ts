import { en } from './en.ts';
import { LANGUAGES, type Language, matchLanguage } from './language.ts';
import { findRememberedLanguage, forgetRememberedLanguage, rememberLanguage } from './remembered-language.ts';
import { createTranslate, type Translate } from './translate.ts';

/** Gives the texts of the page. */
export type PageText = Translate<typeof en>;

/** The language that the page speaks now, and its texts. */
interface Spoken {
  readonly language: Language;
  readonly t: PageText;
}

const ENGLISH: Spoken = { language: 'en', t: createTranslate(en, LANGUAGES.en.tag) };

let spoken = ENGLISH;
const listeners = new Set<() => void>();

/** Call once, before the first render. Never rejects: without the texts of another language the page is English. */
export async function startI18n(): Promise<void> {
  const language = findRememberedLanguage() ?? browserLanguage();
  speak(await loadTexts(language).catch(() => ENGLISH));
}

/** Switches the page to a language and remembers it. Rejects when its texts cannot be fetched. */
export async function chooseLanguage(language: Language): Promise<void> {
  if (language !== spoken.language) speak(await loadTexts(language));
  rememberLanguage(language);
}

/** Switches the page to the browser's language; the one that was chosen is forgotten at once. Rejects when the texts cannot be fetched. */
export async function forgetLanguage(): Promise<void> {
  forgetRememberedLanguage();
  const language = browserLanguage();
  if (language !== spoken.language) speak(await loadTexts(language));
}

/** The same object until the language changes. */
export function currentlySpoken(): Spoken {
  return spoken;
}

export function subscribeToLanguage(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function browserLanguage(): Language {
  return matchLanguage(navigator.languages);
}

/** English is always there, as the texts of last resort; the others are fetched by who reads them. */
async function loadTexts(language: Language): Promise<Spoken> {
  if (language === 'en') return ENGLISH;
  const { zh } = await import('./zh.ts');
  return { language, t: createTranslate(zh, LANGUAGES.zh.tag) };
}

function speak(next: Spoken): void {
  spoken = next;
  const { language, t } = next;
  document.documentElement.lang = LANGUAGES[language].tag;
  document.title = `Passerby · ${t('app.tagline')}`;
  document.querySelector('meta[name="description"]')?.setAttribute('content', t('app.description'));
  for (const listener of listeners) listener();
}
