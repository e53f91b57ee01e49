import { TimeAgo } from '../ui/time-ago.tsx';
import { ActionKindIcon } from './action-kind-icon.tsx';
import { ActionProgress } from './action-progress.tsx';
import type { ShownAction } from './items-view.ts';
import { useActionSentence } from './use-action-sentence.ts';

export function ActionsList({ actions }: { readonly actions: readonly ShownAction[] }) {
  const sentence = useActionSentence();
  return (
    <ol className="actions-list">
      {actions.map((action) => (
        <li key={action.id} className="actions-row" data-progress={action.progress}>
          <span className="actions-icon">
            <ActionKindIcon action={action.itemId === null ? '' : action.action} />
          </span>
          <span className="actions-text">{sentence(action)}</span>
          <span className="actions-time">{action.progress === 'recorded' ? <TimeAgo at={action.createdAt} /> : <ActionProgress progress={action.progress} />}</span>
        </li>
      ))}
    </ol>
  );
}
