import type { MeOutput } from '../../shared/anon.schema.ts';
import { useText } from '../i18n/use-language.ts';
import { useSession } from '../session/index.ts';

/** The page's main heading: who was here before this page opened is back. */
export function Greeting({ visitor }: { readonly visitor: MeOutput | null }) {
  const t = useText();
  const { isNew } = useSession();
  if (visitor === null) return <h1 className="who-greeting">{t('who.loading')}</h1>;
  return (
    <>
      <h1 className="who-greeting">{t(isNew ? 'who.greetNew' : 'who.greetBack')}</h1>
      <p className="who-intro">{t(isNew ? 'who.introNew' : 'who.introBack')}</p>
    </>
  );
}
