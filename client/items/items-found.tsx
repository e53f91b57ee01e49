import { Button } from '@mantine/core';
import { formatNumber } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-language.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { VisuallyHidden } from '../ui/visually-hidden.tsx';

interface ItemsFoundProps {
  /** Null when nothing was looked for. */
  readonly count: number | null;
  readonly onShowEverything: () => void;
}

/** Says how many items are left, aloud; and in sight when there are none. */
export function ItemsFound({ count, onShowEverything }: ItemsFoundProps) {
  const t = useText();
  const language = useLanguage();
  const everything = (
    <Button variant="light" radius="xl" mt="sm" onClick={onShowEverything}>
      {t('items.showEverything')}
    </Button>
  );
  return (
    <>
      <VisuallyHidden role="status">{count !== null && t('items.found', { count, formatted: formatNumber(language, count) })}</VisuallyHidden>
      {count === 0 && (
        <EmptyState title={t('items.nothing')} action={everything}>
          {t('items.nothingHint')}
        </EmptyState>
      )}
    </>
  );
}
