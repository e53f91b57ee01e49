import { ActionIcon } from '@mantine/core';
import { CART_QUANTITY_MAX } from '../../shared/limits.ts';
import { formatNumber } from '../i18n/format.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { MinusIcon, PlusIcon } from './icons.tsx';
import './quantity-stepper.css';

interface QuantityStepperProps {
  readonly value: number;
  readonly names: { readonly group: string; readonly fewer: string; readonly more: string };
  readonly onChange: (value: number) => void;
}

/** From 1 to as many as a cart holds of one item. At either end the button stays and keeps the focus. */
export function QuantityStepper({ value, names, onChange }: QuantityStepperProps) {
  const language = useLanguage();
  return (
    <div className="stepper" role="group" aria-label={names.group}>
      <ActionIcon variant="subtle" color="gray" size={36} radius="xl" aria-label={names.fewer} aria-disabled={value <= 1} onClick={() => value > 1 && onChange(value - 1)}>
        <MinusIcon />
      </ActionIcon>
      <output className="stepper-value">{formatNumber(language, value)}</output>
      <ActionIcon variant="subtle" color="gray" size={36} radius="xl" aria-label={names.more} aria-disabled={value >= CART_QUANTITY_MAX} onClick={() => value < CART_QUANTITY_MAX && onChange(value + 1)}>
        <PlusIcon />
      </ActionIcon>
    </div>
  );
}
