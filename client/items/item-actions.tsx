import { ActionIcon } from '@mantine/core';
import { useText } from '../i18n/use-language.ts';
import { ACTION_KINDS, type ActionKind } from './action-kinds.ts';
import { ActionKindIcon } from './action-kind-icon.tsx';

interface ItemActionsProps {
  readonly title: string;
  readonly onAct: (action: ActionKind) => void;
  readonly kinds?: readonly ActionKind[];
}

export function ItemActions({ title, onAct, kinds = ACTION_KINDS }: ItemActionsProps) {
  const t = useText();
  return (
    <div className="item-actions" role="group" aria-label={t('items.actions', { title })}>
      {kinds.map((kind) => (
        <ActionIcon key={kind} variant="light" size={38} radius="xl" aria-label={t(`items.${kind}`, { title })} title={t(`items.${kind}`, { title })} onClick={() => onAct(kind)}>
          <ActionKindIcon action={kind} />
        </ActionIcon>
      ))}
    </div>
  );
}
