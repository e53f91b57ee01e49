import { useTranslation } from 'react-i18next';
import { chooseLanguage } from '../i18n/i18n.ts';
import { LANGUAGES } from '../i18n/language.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { OptionSwitch } from './option-switch.tsx';

export function LanguageSwitch() {
  const { t } = useTranslation();
  return (
    <OptionSwitch
      label={t('language.label')}
      value={useLanguage()}
      onChange={chooseLanguage}
      options={[
        { value: 'en', name: LANGUAGES.en.name, face: LANGUAGES.en.shortName, lang: LANGUAGES.en.tag },
        { value: 'zh', name: LANGUAGES.zh.name, face: LANGUAGES.zh.shortName, lang: LANGUAGES.zh.tag },
      ]}
    />
  );
}
