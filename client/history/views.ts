import type { ItemView } from '../../shared/history.schema.ts';
import type { ItemId } from '../../shared/ids.ts';
import type { VisitorItem } from '../../shared/items.schema.ts';

/** One thing that the visitor does with what they viewed. */
export type ViewAct =
  | { readonly kind: 'record'; readonly item: Pick<VisitorItem, 'itemId' | 'title'>; readonly at: string }
  | { readonly kind: 'remove'; readonly itemId: ItemId }
  | { readonly kind: 'clear' };

/** One item that was viewed, at its last time. */
export type ViewedItem = Omit<ItemView, 'viewId'>;

/** Every item once, the one that was viewed last first. `views` is newest first; the acts come after them. */
export function viewedItems(views: readonly ItemView[], acts: readonly ViewAct[]): ViewedItem[] {
  return acts.reduce(withAct, once(views));
}

function once(views: readonly ItemView[]): ViewedItem[] {
  const items = new Map<string, ViewedItem>();
  for (const { viewId: _, ...view } of views) {
    if (!items.has(view.itemId)) items.set(view.itemId, view);
  }
  return [...items.values()];
}

function withAct(items: ViewedItem[], act: ViewAct): ViewedItem[] {
  if (act.kind === 'clear') return [];
  if (act.kind === 'remove') return items.filter((item) => item.itemId !== act.itemId);
  const { itemId, title } = act.item;
  return [{ itemId, title, isAvailable: true, viewedAt: act.at }, ...items.filter((item) => item.itemId !== itemId)];
}
