import { useEffect } from 'react';
import { useSession } from '../session/index.ts';
import { lazyPart } from '../ui/lazy-part.tsx';
import { useLoadFailed } from '../ui/use-load-failed.ts';
import { closeItem, dropItem, useOpenItemId } from './open-item.ts';

const ItemDialog = lazyPart(() => import('./item-dialog.tsx').then((module) => module.ItemDialog));

/** The item that the address names, over the page. */
export function ItemWindow() {
  const itemId = useOpenItemId();
  const { anonId, endedReason } = useSession();
  const onUnavailable = useLoadFailed(closeItem);
  // What one visitor had open is not shown to the next.
  useEffect(() => {
    if (endedReason !== null) dropItem();
  }, [anonId, endedReason]);
  return itemId === null ? null : <ItemDialog key={itemId} itemId={itemId} onUnavailable={onUnavailable} />;
}
