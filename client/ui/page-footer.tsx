import { useTranslation } from 'react-i18next';

export function PageFooter() {
  const { t } = useTranslation();
  return (
    <footer className="page-footer">
      <p>{t('app.footer')}</p>
    </footer>
  );
}
