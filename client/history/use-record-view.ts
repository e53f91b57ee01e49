import { useEffect, useEffectEvent } from 'react';
import type { VisitorItem } from '../../shared/items.schema.ts';
import { toInstant } from '../../shared/instants.ts';
import { useViewActs } from './use-view-acts.ts';

/** Records that this item is looked at, once for as long as it is shown. */
export function useRecordView({ itemId, title }: Pick<VisitorItem, 'itemId' | 'title'>): void {
  const act = useViewActs();
  const record = useEffectEvent(() => act({ kind: 'record', item: { itemId, title }, at: toInstant(Date.now()) }));
  useEffect(() => record(), [itemId]);
}
