import { useTranslation } from 'react-i18next';
import { Brand } from './brand.tsx';
import { ColorSchemeSwitch } from './color-scheme-switch.tsx';
import { LanguageSwitch } from './language-switch.tsx';

export function PageHeader() {
  const { t } = useTranslation();
  return (
    <header className="page-header">
      <a className="skip-link" href="#content">
        {t('app.skip')}
      </a>
      <div className="page-header-row">
        <Brand />
        <div className="page-header-switches" role="group" aria-label={t('app.preferences')}>
          <LanguageSwitch />
          <ColorSchemeSwitch />
        </div>
      </div>
    </header>
  );
}
