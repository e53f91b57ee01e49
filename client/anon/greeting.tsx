import { useTranslation } from 'react-i18next';
import type { MeOutput } from '../../shared/anon.schema.ts';

/** A clock may differ this much from the server's without a newcomer being taken for an old friend. */
const CLOCK_TOLERANCE_MS = 5_000;

/** The page's main heading: who was here before this page opened is back. */
export function Greeting({ visitor }: { readonly visitor: MeOutput | null }) {
  const { t } = useTranslation();
  if (visitor === null) return <h1 className="who-greeting">{t('who.loading')}</h1>;
  const isBack = Date.parse(visitor.createdAt) < performance.timeOrigin - CLOCK_TOLERANCE_MS;
  return (
    <>
      <h1 className="who-greeting">{t(isBack ? 'who.greetBack' : 'who.greetNew')}</h1>
      <p className="who-intro">{t(isBack ? 'who.introBack' : 'who.introNew')}</p>
    </>
  );
}
