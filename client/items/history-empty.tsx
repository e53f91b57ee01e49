import { useTranslation } from 'react-i18next';
import { WaveIcon } from '../ui/icons.tsx';

export function HistoryEmpty() {
  const { t } = useTranslation();
  return (
    <div className="history-empty">
      <WaveIcon className="history-empty-icon" />
      <p className="history-empty-title">{t('history.emptyTitle')}</p>
      <p>{t('history.empty')}</p>
    </div>
  );
}
