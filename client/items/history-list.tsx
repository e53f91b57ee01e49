import { TimeAgo } from '../ui/time-ago.tsx';
import { ActionKindIcon } from './action-kind-icon.tsx';
import { ActionProgress } from './action-progress.tsx';
import type { ShownAction } from './items-view.ts';
import { useActionSentence } from './use-action-sentence.ts';

export function HistoryList({ actions }: { readonly actions: readonly ShownAction[] }) {
  const sentence = useActionSentence();
  return (
    <ol className="history-list">
      {actions.map((action) => (
        <li key={action.id} className="history-row" data-progress={action.progress}>
          <span className="history-icon">
            <ActionKindIcon action={action.itemId === null ? '' : action.action} />
          </span>
          <span className="history-text">{sentence(action)}</span>
          <span className="history-time">{action.progress === 'recorded' ? <TimeAgo at={action.createdAt} /> : <ActionProgress progress={action.progress} />}</span>
        </li>
      ))}
    </ol>
  );
}
