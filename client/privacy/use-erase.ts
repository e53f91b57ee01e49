import { readFailure } from '../api/failure.ts';
import { trpc } from '../api/trpc.ts';
import { useText } from '../i18n/use-language.ts';
import { useMoreText } from '../i18n/use-more-text.ts';
import { usePageLook } from '../preferences/use-page-look.ts';
import { useSession } from '../session/index.ts';
import { refusalText } from '../api/refusal-text.ts';
import { showToast } from '../ui/toasts.ts';
import { keepReceipt } from './erase-receipt.ts';

interface Erase {
  readonly erase: () => void;
  readonly isErasing: boolean;
}

/** Has the server forget everything. The page then finds out like any other tab: by the next call, which is made at once. */
export function useErase(): Erase {
  const t = useText();
  const more = useMoreText();
  const utils = trpc.useUtils();
  const { endings } = useSession();
  const { applyLanguage, applyTheme } = usePageLook();
  /** At once: the next visitor may never come to be in this page. */
  const forgetLook = () => {
    applyLanguage(undefined);
    applyTheme(undefined);
  };
  const { mutate, isPending } = trpc.privacy.erase.useMutation({
    onSuccess: (receipt) => {
      keepReceipt(receipt, endings);
      forgetLook();
      return utils.anon.me.invalidate();
    },
    onError: (error) => {
      const failure = readFailure(error);
      // Erased already: a call that was sent twice, or another tab. The page starts anew and says so by itself.
      if (failure.reason === 'VISITOR_RETIRED') return forgetLook();
      const tryAgain = { label: t('toast.retry'), run: () => mutate() };
      showToast({ tone: 'bad', text: refusalText(t, failure, more('privacy.eraseWhat')), ...(failure.mayPass && { action: tryAgain }) });
    },
  });
  return { erase: () => mutate(), isErasing: isPending };
}
