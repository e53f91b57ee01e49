import { useQueryClient } from '@tanstack/react-query';
import { getQueryKey } from '@trpc/react-query';
import type { UpdatePreferencesInput } from '../../shared/preferences.schema.ts';
import { readFailure } from '../api/failure.ts';
import { trpc } from '../api/trpc.ts';
import { useIsSameVisitor } from '../api/use-is-same-visitor.ts';
import { useText } from '../i18n/use-language.ts';
import { refusalText } from '../api/refusal-text.ts';
import { showToast } from '../ui/toasts.ts';

/** Records what the visitor chooses. It holds at once; refused, what held before holds again, and a message says why. */
export function useChoose(): (choice: UpdatePreferencesInput, onSettled?: () => void) => void {
  const t = useText();
  const utils = trpc.useUtils();
  const queryClient = useQueryClient();
  const isSameVisitor = useIsSameVisitor();
  const { mutate } = trpc.preferences.update.useMutation({
    scope: { id: 'preferences' },
    onSuccess: async (chosen) => {
      if (!isSameVisitor()) return utils.preferences.get.invalidate();
      // What was asked for before this answer may be older than it, or newer: it is asked for again.
      const isAsked = queryClient.isFetching({ queryKey: getQueryKey(trpc.preferences.get) }) > 0;
      await utils.preferences.get.cancel();
      utils.preferences.get.setData(undefined, chosen);
      if (isAsked) void utils.preferences.get.invalidate();
    },
    onError: (error, choice) => {
      const failure = readFailure(error);
      const tryAgain = { label: t('toast.retry'), run: () => mutate(choice) };
      showToast({ tone: 'bad', text: refusalText(t, failure, t('common.choice')), ...(failure.mayPass && { action: tryAgain }) });
    },
  });
  return (choice, onSettled) => mutate(choice, { ...(onSettled && { onSettled }) });
}
