import { useMutation } from '@tanstack/react-query';
import { readFailure } from '../api/failure.ts';
import { trpc } from '../api/trpc.ts';
import { useText } from '../i18n/use-language.ts';
import { refusalText } from '../api/refusal-text.ts';
import { showToast } from '../ui/toasts.ts';
import { VIEW_ACT_KEY } from './use-views.ts';
import type { ViewAct } from './views.ts';

type Client = ReturnType<typeof trpc.useUtils>['client'];

/** Records and forgets views: on the page at once, at the server one after the other. */
export function useViewActs(): (act: ViewAct, title?: string) => void {
  const t = useText();
  const utils = trpc.useUtils();
  const { mutate } = useMutation<unknown, Error, ViewAct & { readonly what: string }>({
    mutationKey: VIEW_ACT_KEY,
    scope: { id: 'history' },
    mutationFn: (act) => send(utils.client, act),
    // Awaited: the act stays on the page until the list that has it is here.
    onSuccess: () => utils.history.list.invalidate(),
    onError: (error, act) => {
      // Nobody asked for a view to be recorded, so nobody is told that one was not.
      if (act.kind === 'record') return;
      const failure = readFailure(error);
      const tryAgain = { label: t('toast.retry'), run: () => mutate(act) };
      showToast({ tone: 'bad', text: refusalText(t, failure, act.what), ...(failure.mayPass && { action: tryAgain }) });
    },
  });
  return (act, title = '') => mutate({ ...act, what: act.kind === 'record' ? '' : t(`views.did.${act.kind}`, { title }) });
}

function send({ history }: Client, act: ViewAct): Promise<unknown> {
  if (act.kind === 'record') return history.record.mutate({ itemId: act.item.itemId });
  if (act.kind === 'clear') return history.clear.mutate();
  return history.remove.mutate({ itemId: act.itemId });
}
