import { useText } from '../i18n/use-language.ts';
import { Section } from '../ui/section.tsx';
import { ActionForm } from './action-form.tsx';

/** An action in the visitor's own words. */
export function ComposeSection() {
  const t = useText();
  return (
    <Section id="compose" heading={t('compose.heading')}>
      <ActionForm />
    </Section>
  );
}
