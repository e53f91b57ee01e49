import { useText } from '../i18n/use-language.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { WaveIcon } from '../ui/icons.tsx';

export function ActionsEmpty() {
  const t = useText();
  return (
    <EmptyState icon={<WaveIcon />} title={t('actions.emptyTitle')}>
      {t('actions.empty')}
    </EmptyState>
  );
}
