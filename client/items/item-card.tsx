import type { VisitorItem } from '../../shared/items.schema.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { TileArt } from '../ui/tile-art.tsx';
import type { ActionKind } from './action-kinds.ts';
import { ItemActions } from './item-actions.tsx';
import { ItemTally } from './item-tally.tsx';

interface ItemCardProps {
  readonly item: VisitorItem;
  readonly onAct: (action: ActionKind) => void;
}

export function ItemCard({ item, onAct }: ItemCardProps) {
  const language = useLanguage();
  const title = item.title[language];
  return (
    <article className="item-card" data-touched={item.actionCount > 0}>
      <TileArt seed={item.itemId} cells={2} className="item-card-art" />
      <h3 className="item-card-title">{title}</h3>
      <p className="item-card-description">{item.description[language]}</p>
      <div className="item-card-foot">
        <ItemTally count={item.actionCount} lastActionAt={item.lastActionAt} />
        <ItemActions title={title} onAct={onAct} />
      </div>
    </article>
  );
}
