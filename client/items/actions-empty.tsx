import { useText } from '../i18n/use-language.ts';
import { WaveIcon } from '../ui/icons.tsx';

export function ActionsEmpty() {
  const t = useText();
  return (
    <div className="actions-empty">
      <WaveIcon className="actions-empty-icon" />
      <p className="actions-empty-title">{t('actions.emptyTitle')}</p>
      <p>{t('actions.empty')}</p>
    </div>
  );
}
