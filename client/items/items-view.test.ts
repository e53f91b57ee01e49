import { describe, expect, it } from 'vitest';
import type { ShownAction } from './items-view.ts';
import { viewItems, withStoredAction } from './items-view.ts';

const LAMP = 'walnut-desk-lamp';
const CUP = 'ceramic-tea-cup';
const EARLIER = '2026-01-01T00:00:00.000Z';
const LATER = '2026-01-01T00:05:00.000Z';

function uuid(end: number): string {
  return `00000000-0000-4000-8000-${String(end).padStart(12, '0')}`;
}

const PAGES = [
  {
    items: [
      { itemId: LAMP, actionCount: 0, lastActionAt: null },
      { itemId: CUP, actionCount: 1, lastActionAt: EARLIER },
    ],
    actions: [{ id: uuid(1), action: 'like', itemId: CUP, createdAt: EARLIER }],
  },
  { items: [], actions: [{ id: uuid(0), action: 'hello', itemId: null, createdAt: EARLIER }] },
];

function underway(end: number, itemId: string | null): ShownAction {
  return { id: uuid(end), action: 'save', itemId, createdAt: LATER, progress: 'sending' };
}

function tally(items: readonly { readonly itemId: string; readonly actionCount: number; readonly lastActionAt: string | null }[]) {
  return items.map(({ itemId, actionCount, lastActionAt }) => [itemId, actionCount, lastActionAt]);
}

describe('viewItems', () => {
  it('shows what the server told when nothing is underway', () => {
    const view = viewItems(PAGES, []);
    expect(view.actions.map(({ id, progress }) => [id, progress])).toEqual([[uuid(1), 'recorded'], [uuid(0), 'recorded']]);
    expect(tally(view.items)).toEqual([[LAMP, 0, null], [CUP, 1, EARLIER]]);
  });

  it('puts actions underway first, the last one on top, and counts them at their item', () => {
    const view = viewItems(PAGES, [underway(2, CUP), underway(3, CUP), underway(4, null)]);
    expect(view.actions.map(({ id }) => id)).toEqual([4, 3, 2, 1, 0].map(uuid));
    expect(tally(view.items)).toEqual([[LAMP, 0, null], [CUP, 3, LATER]]);
  });

  it('does not count an action underway that has arrived already', () => {
    expect(viewItems(PAGES, [underway(1, CUP)])).toEqual(viewItems(PAGES, []));
  });
});

describe('withStoredAction', () => {
  const stored = { id: uuid(2), action: 'save', itemId: LAMP, createdAt: LATER };

  it('adds the action to the first page and counts it, with every item where it was', () => {
    const pages = withStoredAction(PAGES, stored);
    expect(pages[0]?.actions.map(({ id }) => id)).toEqual([2, 1].map(uuid));
    expect(tally(pages[0]?.items ?? [])).toEqual([[LAMP, 1, LATER], [CUP, 1, EARLIER]]);
    expect(pages[1]).toBe(PAGES[1]);
  });

  it('changes nothing the second time', () => {
    const once = withStoredAction(PAGES, stored);
    expect(withStoredAction(once, stored)).toEqual(once);
  });
});
