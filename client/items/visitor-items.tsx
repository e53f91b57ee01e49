import { useSession } from '../session/index.ts';
import { ComposeSection } from './compose-section.tsx';
import { HistorySection } from './history-section.tsx';
import { ItemsSection } from './items-section.tsx';

/** What belongs to the visitor; nothing when there is no visitor. */
export function VisitorItems() {
  const { status } = useSession();
  if (status === 'ended') return null;
  return (
    <div className="columns">
      <ItemsSection />
      <div className="columns-side">
        <ComposeSection />
        <HistorySection />
      </div>
    </div>
  );
}
