import i18next, { type i18n as I18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en.ts';
import { isLanguage, LANGUAGES, type Language, matchLanguage } from './language.ts';
import { findRememberedLanguage, rememberLanguage } from './remembered-language.ts';
import { zh } from './zh.ts';

export const i18n: I18n = i18next.createInstance();

/** Call once, before the first render. */
export function startI18n(): void {
  i18n.on('languageChanged', keepDocumentInStep);
  void i18n.use(initReactI18next).init({
    lng: findRememberedLanguage() ?? matchLanguage(navigator.languages),
    fallbackLng: 'en',
    supportedLngs: Object.keys(LANGUAGES),
    resources: { en: { translation: en }, zh: { translation: zh } },
    // React escapes.
    interpolation: { escapeValue: false },
    initAsync: false,
  });
}

export function chooseLanguage(language: Language): void {
  rememberLanguage(language);
  void i18n.changeLanguage(language);
}

function keepDocumentInStep(language: string): void {
  if (!isLanguage(language)) return;
  document.documentElement.lang = LANGUAGES[language].tag;
  document.title = `Passerby · ${i18n.t('app.tagline')}`;
  document.querySelector('meta[name="description"]')?.setAttribute('content', i18n.t('app.description'));
}
