interface StoredAction {
  readonly id: string;
  readonly action: string;
  readonly itemId: string | null;
  readonly createdAt: string;
}

interface CountedItem {
  readonly itemId: string;
  readonly actionCount: number;
  readonly lastActionAt: string | null;
}

/** What this arithmetic reads of a page of `items.list`; the items are on the first page only. */
interface ItemsPage<Item extends CountedItem = CountedItem> {
  readonly items: readonly Item[];
  readonly actions: readonly StoredAction[];
}

/** An action as it is shown: stored, on its way, or waiting for a connection. */
export interface ShownAction extends StoredAction {
  readonly progress: 'recorded' | 'sending' | 'waiting';
}

export interface ItemsView<Item extends CountedItem> {
  readonly items: readonly Item[];
  readonly actions: readonly ShownAction[];
}

/**
 * What the server told plus what is on its way. An action that arrived already is not counted again; one that is
 * refused is simply no longer on its way, so there is nothing to undo.
 */
export function viewItems<Item extends CountedItem>(pages: readonly ItemsPage<Item>[], underway: readonly ShownAction[]): ItemsView<Item> {
  const recorded = pages.flatMap((page) => page.actions.map((action): ShownAction => ({ ...action, progress: 'recorded' })));
  const recordedIds = new Set(recorded.map(({ id }) => id));
  const added = underway.filter(({ id }) => !recordedIds.has(id));
  return {
    items: (pages[0]?.items ?? []).map((item) => added.reduce((counted, action) => countAction(counted, action), item)),
    actions: [...added.toReversed(), ...recorded],
  };
}

/**
 * The pages with one stored action more; the same pages when they have it. Items keep their place, because a card
 * that moves under the finger is pressed by mistake.
 */
export function withStoredAction<Page extends ItemsPage>(pages: readonly Page[], stored: Page['actions'][number]): Page[] {
  const [first, ...rest] = pages;
  const isKnown = pages.some((page) => page.actions.some(({ id }) => id === stored.id));
  if (first === undefined || isKnown) return [...pages];
  return [{ ...first, items: first.items.map((item) => countAction(item, stored)), actions: [stored, ...first.actions] }, ...rest];
}

function countAction<Item extends CountedItem>(item: Item, action: StoredAction): Item {
  if (item.itemId !== action.itemId) return item;
  return { ...item, actionCount: item.actionCount + 1, lastActionAt: action.createdAt };
}
