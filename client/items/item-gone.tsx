import { Button } from '@mantine/core';
import { useMoreText } from '../i18n/use-more-text.ts';
import { closeItem } from './open-item.ts';

export function ItemGone() {
  const t = useMoreText();
  return (
    <div className="actions-empty">
      <p className="actions-empty-title">{t('item.goneTitle')}</p>
      <p>{t('item.gone')}</p>
      <Button variant="light" radius="xl" mt="sm" onClick={closeItem}>
        {t('item.back')}
      </Button>
    </div>
  );
}
