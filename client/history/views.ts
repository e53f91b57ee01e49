import type { ItemView } from '../../shared/history.schema.ts';
import type { VisitorItem } from '../../shared/items.schema.ts';

/** One thing that the visitor does with what they viewed. */
export type ViewAct =
  | { readonly kind: 'record'; readonly item: Pick<VisitorItem, 'itemId' | 'title'>; readonly at: string }
  | { readonly kind: 'remove'; readonly itemId: string; readonly viewIds: readonly number[] }
  | { readonly kind: 'clear' };

/** One item that was viewed, at its last time. */
export interface ViewedItem extends Omit<ItemView, 'viewId'> {
  /** Every look at it that the page knows of; none while the first is on its way. */
  readonly viewIds: readonly number[];
}

/** Every item once, the one that was viewed last first. `views` is newest first; the acts come after them. */
export function viewedItems(views: readonly ItemView[], acts: readonly ViewAct[]): ViewedItem[] {
  return acts.reduce(withAct, once(views));
}

function once(views: readonly ItemView[]): ViewedItem[] {
  const items = new Map<string, ViewedItem>();
  for (const { viewId, ...view } of views) {
    const known = items.get(view.itemId);
    items.set(view.itemId, known ? { ...known, viewIds: [...known.viewIds, viewId] } : { ...view, viewIds: [viewId] });
  }
  return [...items.values()];
}

function withAct(items: ViewedItem[], act: ViewAct): ViewedItem[] {
  if (act.kind === 'clear') return [];
  if (act.kind === 'remove') return items.filter((item) => item.itemId !== act.itemId);
  const { itemId, title } = act.item;
  const known = items.find((item) => item.itemId === itemId);
  return [{ itemId, title, isAvailable: true, viewedAt: act.at, viewIds: known?.viewIds ?? [] }, ...items.filter((item) => item !== known)];
}
