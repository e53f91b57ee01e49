import { readFailure } from '../api/failure.ts';
import { trpc } from '../api/trpc.ts';
import { useText } from '../i18n/use-language.ts';
import { useSession } from '../session/index.ts';
import { showToast } from '../ui/toasts.ts';
import { newId } from '../api/new-id.ts';
import { withStoredAction } from './items-view.ts';
import { refusalText } from '../api/refusal-text.ts';
import { useActionSentence } from './use-action-sentence.ts';
import { LIST_INPUT } from './use-items.ts';

interface NewAction {
  readonly action: string;
  readonly itemId?: string;
}

/** Records an action. It is on the page at once; when it is refused it goes away and a message says why. */
export function useAddAction(): (newAction: NewAction) => void {
  const t = useText();
  const { anonId } = useSession();
  const sentence = useActionSentence();
  const utils = trpc.useUtils();
  const { mutate } = trpc.items.addAction.useMutation({
    onSuccess: ({ action }) => {
      utils.items.list.setInfiniteData(LIST_INPUT, (data) => {
        // The answer may come when the page belongs to somebody else already.
        if (data?.pages[0]?.anonId !== anonId) return data;
        return data && { ...data, pages: withStoredAction(data.pages, action) };
      });
    },
    onError: (error, refused) => {
      const failure = readFailure(error);
      const what = sentence({ action: refused.action, itemId: refused.itemId ?? null });
      // The same variables again, so the same id: what did arrive the first time is not stored twice.
      const tryAgain = { label: t('toast.retry'), run: () => mutate(refused) };
      showToast({ tone: 'bad', text: refusalText(t, failure, what), ...(failure.mayPass && { action: tryAgain }) });
    },
  });
  return (newAction) => {
    mutate({ ...newAction, id: newId() });
    showToast({ tone: 'spoken', text: sentence({ action: newAction.action, itemId: newAction.itemId ?? null }) });
  };
}
