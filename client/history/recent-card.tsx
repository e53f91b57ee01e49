import { ActionIcon } from '@mantine/core';
import { useLanguage, useText } from '../i18n/use-language.ts';
import { ItemLink } from '../items/item-link.tsx';
import { CrossIcon } from '../ui/icons.tsx';
import { TileArt } from '../ui/tile-art.tsx';
import { TimeAgo } from '../ui/time-ago.tsx';
import type { ViewedItem } from './views.ts';

interface RecentCardProps {
  readonly item: ViewedItem;
  readonly onForget: () => void;
}

export function RecentCard({ item, onForget }: RecentCardProps) {
  const t = useText();
  const title = item.title[useLanguage()];
  return (
    <li className="recent-card" data-available={item.isAvailable}>
      <TileArt seed={item.itemId} cells={2} className="recent-art" />
      <div className="recent-text">
        <ItemLink itemId={item.itemId}>{title}</ItemLink>
        <span>{item.isAvailable ? <TimeAgo at={item.viewedAt} /> : t('views.gone')}</span>
      </div>
      <ActionIcon variant="subtle" color="gray" size={30} radius="xl" aria-label={t('views.remove', { title })} onClick={onForget}>
        <CrossIcon />
      </ActionIcon>
    </li>
  );
}
