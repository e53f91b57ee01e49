import { useText } from '../i18n/use-language.ts';
import { useSession } from '../session/index.ts';
import { EndedCard } from './ended-card.tsx';
import { WhoCard } from './who-card.tsx';

/** The top of the page: the visitor, or that there is none any more. */
export function WhoSection() {
  const t = useText();
  const { status } = useSession();
  return (
    <section className="who" aria-label={t('who.heading')}>
      {status === 'ended' ? <EndedCard /> : <WhoCard />}
    </section>
  );
}
