import type { Route } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { servePage } from '../support/page-server.ts';
import { storedSession } from '../support/stored-record.ts';
import { useBrowser } from '../support/use-browser.ts';

const newVisitor = useBrowser();

const ADD_ACTION = '**/trpc/items.addAction*';

/** The whole batch refused, as the server would refuse it. */
function refuse(route: Route, reason: string, status: number): Promise<void> {
  return route.fulfill({ status, contentType: 'application/json', body: JSON.stringify([{ error: { code: -32004, message: 'Refused.', data: { reason, httpStatus: status } } }]) });
}

describe('an action', () => {
  it('is on the page before the server has answered, and stays when it has', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    const anonId = await visit.settled();
    const { promise: mayArrive, resolve: letArrive } = Promise.withResolvers<void>();
    await visit.page.route(ADD_ACTION, async (route) => {
      await mayArrive;
      await route.continue();
    });
    const card = visit.page.getByRole('article').first();
    await card.getByRole('button', { name: 'Save' }).click();
    await visit.history.filter({ hasText: 'Saved' }).filter({ hasText: 'sending' }).waitFor();
    await card.getByText('1 action').waitFor();
    expect(await server.actions(anonId)).toEqual([]);
    letArrive();
    await visit.recorded('Saved');
    expect(await server.actions(anonId)).toEqual(['save']);
  });

  it('that is refused goes away again, and a message says why', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    const anonId = await visit.settled();
    const { promise: mayAnswer, resolve: letAnswer } = Promise.withResolvers<void>();
    await visit.page.route(ADD_ACTION, async (route) => {
      await mayAnswer;
      await refuse(route, 'ITEM_NOT_FOUND', 404);
    });
    const card = visit.page.getByRole('article').first();
    const title = await card.getByRole('heading').innerText();
    await card.getByRole('button', { name: 'Like' }).click();
    await visit.history.filter({ hasText: `Liked ${title}` }).waitFor();
    letAnswer();
    await visit.region('Messages').getByText(`“Liked ${title}” was not recorded: that item is no longer here.`).waitFor();
    await visit.page.getByText('Nothing yet').waitFor();
    await card.getByText('Not touched yet').waitFor();
    expect(await visit.history.count()).toBe(0);
    await visit.button('Dismiss').click();
    await visit.region('Messages').getByText('was not recorded').waitFor({ state: 'detached' });
    expect(await server.actions(anonId)).toEqual([]);
  });

  it('whose answer is lost is recorded once all the same', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    const anonId = await visit.settled();
    await visit.page.route(
      ADD_ACTION,
      async (route) => {
        await route.fetch();
        await route.abort('connectionreset');
      },
      { times: 1 },
    );
    await visit.write('Crossed the river');
    await visit.recorded('Crossed the river');
    expect([visit.calls('items.addAction'), await server.actions(anonId)]).toEqual([2, ['Crossed the river']]);
    expect(await visit.history.count()).toBe(1);
  });

  it('in own words is asked for again when there are none, and is not sent', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    await visit.settled();
    await visit.write('   ');
    await visit.page.getByText('Write at least one character.').waitFor();
    expect(visit.calls('items.addAction')).toBe(0);
  });
});

describe('what a visitor did', () => {
  it('is shown page by page, newest first, to the end', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    await visit.settled();
    const { accessToken } = await storedSession(visit.page);
    const caller = server.app.caller(accessToken);
    for (let count = 1; count <= 45; count += 1) await caller.items.addAction({ action: `Step ${count}` });
    await visit.page.reload();
    await visit.settled();
    const shown: number[] = [];
    for (const atLeast of [20, 40, 45]) {
      await visit.history.nth(atLeast - 1).waitFor();
      shown.push(await visit.history.count());
      if (atLeast < 45) await visit.button('Load more').click();
    }
    expect(shown).toEqual([20, 40, 45]);
    await visit.page.getByText('That is everything.').waitFor();
    const told = await visit.history.allInnerTexts();
    expect(told.map((text) => /Step \d+/.exec(text)?.[0])).toEqual(Array.from({ length: 45 }, (_, index) => `Step ${45 - index}`));
  });

  it('is offered again where the next page did not load', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    await visit.settled();
    const { accessToken } = await storedSession(visit.page);
    const caller = server.app.caller(accessToken);
    for (let count = 1; count <= 21; count += 1) await caller.items.addAction({ action: `Step ${count}` });
    await visit.page.reload();
    await visit.settled();
    await visit.page.route('**/trpc/items.list*', (route) => refuse(route, 'INTERNAL', 500), { times: 1 });
    await visit.button('Load more').click();
    await visit.page.getByText('The next ones did not load.').waitFor();
    await visit.button('Try again').click();
    await visit.page.getByText('That is everything.').waitFor();
    expect(await visit.history.count()).toBe(21);
  });

  it('leads to all items, of which the first are shown', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    await visit.settled();
    expect(await visit.page.getByRole('article').count()).toBe(12);
    await visit.button('Show all 24 items').click();
    await expect.poll(() => visit.page.getByRole('article').count()).toBe(24);
  });
});
