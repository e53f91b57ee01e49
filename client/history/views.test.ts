import { describe, expect, it } from 'vitest';
import type { ItemView } from '../../shared/history.schema.ts';
import { itemIdSchema } from '../../shared/ids.ts';
import { type ViewAct, type ViewedItem, viewedItems } from './views.ts';

const TITLE = { en: 'Thing', zh: '物' };

function view(viewId: number, item: string): ItemView {
  return { viewId, itemId: itemIdSchema.parse(item), title: TITLE, isAvailable: true, viewedAt: `2026-01-0${viewId}T00:00:00.000Z` };
}

function look(item: string): ViewAct {
  return { kind: 'record', item: { itemId: itemIdSchema.parse(item), title: TITLE }, at: '2026-02-01T00:00:00.000Z' };
}

function told(items: readonly ViewedItem[]): unknown {
  return items.map(({ itemId }) => itemId);
}

const VIEWS = [view(3, 'pen'), view(2, 'cup'), view(1, 'pen')];

describe('what was viewed', () => {
  it('has every item once, at its last time', () => {
    const items = viewedItems(VIEWS, []);
    expect(told(items)).toEqual(['pen', 'cup']);
    expect(items[0]?.viewedAt).toBe('2026-01-03T00:00:00.000Z');
  });

  it('has what is looked at just now in front, be it new or known', () => {
    expect(told(viewedItems(VIEWS, [look('cup'), look('lamp')]))).toEqual(['lamp', 'cup', 'pen']);
  });

  it('has nothing that is being forgotten', () => {
    expect(told(viewedItems(VIEWS, [{ kind: 'remove', itemId: itemIdSchema.parse('pen') }]))).toEqual(['cup']);
    expect(told(viewedItems(VIEWS, [{ kind: 'clear' }, look('cup')]))).toEqual(['cup']);
  });
});
