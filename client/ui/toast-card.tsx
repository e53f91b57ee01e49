import { ActionIcon, Button } from '@mantine/core';
import { useText } from '../i18n/use-language.ts';
import { CrossIcon } from './icons.tsx';
import { dismissToast, type Toast } from './toasts.ts';

export function ToastCard({ toast }: { readonly toast: Toast }) {
  const t = useText();
  const { id, tone, text, action } = toast;
  return (
    <div className="toast" data-tone={tone}>
      <p>{text}</p>
      {action && (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            dismissToast(id);
            action.run();
          }}
        >
          {action.label}
        </Button>
      )}
      <ActionIcon variant="subtle" color="gray" size="md" aria-label={t('toast.dismiss')} onClick={() => dismissToast(id)}>
        <CrossIcon />
      </ActionIcon>
    </div>
  );
}
