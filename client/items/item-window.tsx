import { useEffect } from 'react';
import { useSession } from '../session/index.ts';
import { useLoadFailed } from '../ui/use-load-failed.ts';
import { itemDialog } from './lazy-item-dialog.ts';
import { closeItem, dropItem, useOpenItemId } from './open-item.ts';


/** The item that the address names, over the page. */
export function ItemWindow() {
  const itemId = useOpenItemId();
  const { anonId, endedReason } = useSession();
  const onUnavailable = useLoadFailed(closeItem);
  // What one visitor had open is not shown to the next.
  useEffect(() => {
    if (endedReason !== null) dropItem();
  }, [anonId, endedReason]);
  return itemId === null ? null : <itemDialog.Part key={itemId} itemId={itemId} onUnavailable={onUnavailable} />;
}
