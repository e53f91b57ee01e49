import { ActionIcon } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ACTION_KINDS, type ActionKind } from './action-kinds.ts';
import { ActionKindIcon } from './action-kind-icon.tsx';

interface ItemActionsProps {
  readonly title: string;
  readonly onAct: (action: ActionKind) => void;
}

export function ItemActions({ title, onAct }: ItemActionsProps) {
  const { t } = useTranslation();
  return (
    <div className="item-actions" role="group" aria-label={t('items.actions', { title })}>
      {ACTION_KINDS.map((kind) => (
        <ActionIcon key={kind} variant="light" size={38} radius="xl" aria-label={t(`items.${kind}`, { title })} title={t(`items.${kind}`, { title })} onClick={() => onAct(kind)}>
          <ActionKindIcon action={kind} />
        </ActionIcon>
      ))}
    </div>
  );
}
