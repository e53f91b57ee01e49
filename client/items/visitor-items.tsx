import { RecentViews } from '../history/recent-views.tsx';
import { YourData } from '../privacy/your-data.tsx';
import { useSession } from '../session/index.ts';
import { ComposeSection } from './compose-section.tsx';
import { ActionsSection } from './actions-section.tsx';
import { ItemWindow } from './item-window.tsx';
import { ItemsSection } from './items-section.tsx';

/** What belongs to the visitor; nothing when there is no visitor. */
export function VisitorItems() {
  const { status } = useSession();
  if (status === 'ended') return null;
  return (
    <>
      <RecentViews />
      <div className="columns">
        <ItemsSection />
        <div className="columns-side">
          <ComposeSection />
          <ActionsSection />
        </div>
      </div>
      <YourData />
      <ItemWindow />
    </>
  );
}
