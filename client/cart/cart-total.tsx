import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Money } from '../../shared/money.schema.ts';
import { useMoreText } from '../i18n/use-more-text.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Price } from '../ui/price.tsx';

interface CartTotalProps {
  readonly total: Money;
  readonly onClear: () => void;
}

export function CartTotal({ total, onClear }: CartTotalProps) {
  const t = useMoreText();
  const [isAsking, setIsAsking] = useState(false);
  const clear = () => {
    setIsAsking(false);
    onClear();
  };
  return (
    <>
      <p className="cart-total">
        <span>{t('cart.total')}</span>
        <Price of={total} className="cart-total-sum" />
      </p>
      <div className="cart-total-foot">
        <p>{t('cart.taxes')}</p>
        <Button variant="subtle" color="gray" size="sm" onClick={() => setIsAsking(true)}>
          {t('cart.clear')}
        </Button>
      </div>
      <ConfirmDialog
        isOpen={isAsking}
        title={t('cart.clearTitle')}
        confirm={{ label: t('cart.clearConfirm'), run: clear }}
        cancel={{ label: t('cart.clearCancel'), run: () => setIsAsking(false) }}
      >
        {t('cart.clearBody')}
      </ConfirmDialog>
    </>
  );
}
