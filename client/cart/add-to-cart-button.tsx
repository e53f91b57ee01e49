import { Button } from '@mantine/core';
import { useLanguage, useText } from '../i18n/use-language.ts';
import { newId } from '../api/new-id.ts';
import { PlusIcon } from '../ui/icons.tsx';
import { showToast } from '../ui/toasts.ts';
import type { AddedItem } from './cart-change.ts';
import { useCartActs } from './use-cart-acts.ts';

interface AddToCartButtonProps {
  readonly item: AddedItem;
  readonly quantity?: number;
  readonly size?: 'sm' | 'md';
}

export function AddToCartButton({ item, quantity = 1, size = 'sm' }: AddToCartButtonProps) {
  const t = useText();
  const act = useCartActs();
  const title = item.title[useLanguage()];
  const { itemId, price } = item;
  function add(): void {
    act({ kind: 'add', item: { itemId, title: item.title, price }, quantity, id: newId() }, null);
    showToast({ tone: 'spoken', text: t('cart.added', { title }) });
  }
  return (
    <Button size={size} radius="xl" leftSection={<PlusIcon />} aria-label={t('cart.did.add', { title })} onClick={add}>
      {t('items.add')}
    </Button>
  );
}
