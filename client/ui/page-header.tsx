import type { ReactNode } from 'react';
import { useText } from '../i18n/use-language.ts';
import { Brand } from './brand.tsx';

interface PageHeaderProps {
  /** How the visitor likes the page. */
  readonly switches: ReactNode;
  readonly children: ReactNode;
}

export function PageHeader({ switches, children }: PageHeaderProps) {
  const t = useText();
  return (
    <header className="page-header">
      <a className="skip-link" href="#content">
        {t('app.skip')}
      </a>
      <div className="page-header-row">
        <Brand />
        <div className="page-header-switches" role="group" aria-label={t('app.preferences')}>
          {switches}
        </div>
        {children}
      </div>
    </header>
  );
}
