import { Button } from '@mantine/core';
import { useMoreText } from '../i18n/use-more-text.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { closeItem } from './open-item.ts';

export function ItemGone() {
  const t = useMoreText();
  const back = (
    <Button variant="light" radius="xl" mt="sm" onClick={closeItem}>
      {t('item.back')}
    </Button>
  );
  return (
    <EmptyState title={t('item.goneTitle')} action={back}>
      {t('item.gone')}
    </EmptyState>
  );
}
