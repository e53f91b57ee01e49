import { useState } from 'react';
import { chooseLanguage } from '../i18n/i18n.ts';
import { type Language, LANGUAGES } from '../i18n/language.ts';
import { useLanguage, useText } from '../i18n/use-language.ts';
import { OptionSwitch } from '../ui/option-switch.tsx';
import { showToast } from '../ui/toasts.ts';
import { useChoose } from './use-choose.ts';

export function LanguageSwitch() {
  const t = useText();
  const choose = useChoose();
  const language = useLanguage();
  /** Chosen, and its texts are on their way. */
  const [coming, setComing] = useState<Language | null>(null);

  async function change(next: Language): Promise<void> {
    setComing(next);
    try {
      await chooseLanguage(next);
      choose({ language: next });
    } catch {
      showToast({ tone: 'bad', text: t('common.partFailed') });
    }
    setComing(null);
  }

  return (
    <OptionSwitch
      label={t('language.label')}
      value={coming ?? language}
      onChange={(next) => void change(next)}
      options={[
        { value: 'en', name: LANGUAGES.en.name, face: LANGUAGES.en.shortName, lang: LANGUAGES.en.tag },
        { value: 'zh', name: LANGUAGES.zh.name, face: LANGUAGES.zh.shortName, lang: LANGUAGES.zh.tag },
      ]}
    />
  );
}
