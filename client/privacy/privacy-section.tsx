import { useMoreText } from '../i18n/use-more-text.ts';
import { Section } from '../ui/section.tsx';
import { DownloadEverything } from './download-everything.tsx';
import { EraseEverything } from './erase-everything.tsx';
import './privacy.css';

/** What a visitor can ask of everything that is held on them. */
export function PrivacySection() {
  const t = useMoreText();
  return (
    <Section id="privacy" heading={t('privacy.heading')} intro={t('privacy.intro')}>
      <div className="privacy-cards">
        <DownloadEverything />
        <EraseEverything />
      </div>
    </Section>
  );
}
