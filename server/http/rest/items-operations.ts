import type { ListItemsOutput } from '../../../shared/items.schema.ts';
import { PAGE_MAX } from '../../../shared/limits.ts';
import { REST_ACTIONS_MAX, restAddActionQuery, restAddActionResponse, restItemsResponse, restNothing } from '../../../shared/rest.schema.ts';
import type { Caller } from '../../router.ts';
import { operation } from './operation.ts';

const MESSAGES = {
  en: { items: 'Welcome back. Here are your items and what you did.', stored: 'Your action is stored.' },
  zh: { items: '欢迎回来。这是你的物品和你做过的事。', stored: '你的操作已保存。' },
};

const BOUND = `oldest first, up to the newest ${REST_ACTIONS_MAX}`;

const myAnonymousItems = operation({
  id: 'myAnonymousItems',
  method: 'GET',
  path: '/items/my_anonymous_items',
  tag: 'items',
  summary: 'My items and actions',
  description: `The catalogue as the visitor sees it and what they did, ${BOUND}. Texts in English or Chinese, as Accept-Language asks.`,
  isProtected: true,
  query: restNothing,
  body: restNothing,
  answer: { name: 'Items', schema: restItemsResponse },
  reasons: [],
  run: async ({ caller, language }) => {
    const { first, actions } = await readActions(caller);
    return {
      anon_id: first.anonId,
      message: MESSAGES[language].items,
      your_items: first.items.map(({ title }) => title[language]),
      previous_actions: actions,
    };
  },
});

const addAction = operation({
  id: 'addAction',
  method: 'POST',
  path: '/items/add_action',
  tag: 'items',
  summary: 'Record an action',
  description: `Stores what the visitor did and answers with everything they did, ${BOUND}. All is in the query; there is no body.`,
  isProtected: true,
  query: restAddActionQuery,
  body: restNothing,
  answer: { name: 'Actions', schema: restAddActionResponse },
  reasons: ['ITEM_NOT_FOUND', 'ACTION_ID_CONFLICT'],
  run: async ({ caller, language }, { action, item_id: itemId, id }) => {
    await caller.items.addAction({ action, itemId, id });
    const { first, actions } = await readActions(caller);
    return { anon_id: first.anonId, message: MESSAGES[language].stored, current_actions: actions };
  },
});

/** What the visitor sees and does over REST. */
export const ITEMS_OPERATIONS = [myAnonymousItems, addAction];

/** The first page of the visitor's list, and their newest actions oldest first: whole, up to the bound. */
async function readActions(caller: Caller): Promise<{ first: ListItemsOutput; actions: string[] }> {
  const first = await caller.items.list({ limit: PAGE_MAX });
  const newestFirst = first.actions.map(({ action }) => action);
  let cursor = first.nextCursor;
  while (cursor !== null && newestFirst.length < REST_ACTIONS_MAX) {
    const page = await caller.items.list({ limit: PAGE_MAX, cursor });
    newestFirst.push(...page.actions.map(({ action }) => action));
    cursor = page.nextCursor;
  }
  return { first, actions: newestFirst.slice(0, REST_ACTIONS_MAX).reverse() };
}
