import { useText } from '../i18n/use-language.ts';

export function PageFooter() {
  const t = useText();
  return (
    <footer className="page-footer">
      <p>{t('app.footer')}</p>
    </footer>
  );
}
