import { trpc } from '../api/trpc.ts';
import { useText } from '../i18n/use-language.ts';
import { useSession } from '../session/index.ts';
import { Loadable } from '../ui/loadable.tsx';
import { TileArt } from '../ui/tile-art.tsx';
import { CopyIdButton } from './copy-id-button.tsx';
import { ForgetMe } from './forget-me.tsx';
import { Greeting } from './greeting.tsx';
import { WhoFacts } from './who-facts.tsx';
import { WhoSkeleton } from './who-skeleton.tsx';
import { VisitorPortrait } from './visitor-portrait.tsx';

export function WhoCard() {
  const t = useText();
  const { anonId } = useSession();
  const me = trpc.anon.me.useQuery();
  const visitor = me.data ?? null;
  return (
    <div className="who-card">
      {anonId !== null && <TileArt seed={anonId} cells={4} className="who-backdrop" />}
      <VisitorPortrait anonId={anonId} />
      <div className="who-text">
        <p className="who-eyebrow">{t('who.heading')}</p>
        <Greeting visitor={visitor} />
        <Loadable query={me} value={visitor} loadingText={t('who.loading')} failedText={t('who.failed')} skeleton={<WhoSkeleton />}>
          {({ anonId: id, createdAt }) => (
            <>
              <WhoFacts anonId={id} createdAt={createdAt} />
              <div className="who-actions">
                <CopyIdButton anonId={id} />
                <ForgetMe />
              </div>
            </>
          )}
        </Loadable>
      </div>
    </div>
  );
}
