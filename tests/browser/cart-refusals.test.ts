import type { Route } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { elsewhere } from '../support/elsewhere.ts';
import { holdAnswers } from '../support/held-answers.ts';
import { type PageServer, servePage } from '../support/page-server.ts';
import { useBrowser } from '../support/use-browser.ts';
import type { Visit } from '../support/visit.ts';

const newVisitor = useBrowser();

const CONFLICT = 'Your cart was changed somewhere else in the meantime. This is what is in it now.';
const GONE = 'That item is no longer in the shop, so your cart stays as it was.';

function refuse(route: Route, reason: string, status: number): Promise<void> {
  return route.fulfill({ status, json: [{ error: { code: -32004, message: 'Refused.', data: { reason, httpStatus: status } } }] });
}

/** Both stand in the cart on the page; neither has been answered, and the second will be refused. */
async function addLampAndWithdrawnCup(server: PageServer, visit: Visit) {
  await server.withdraw('ceramic-tea-cup');
  const held = await holdAnswers(visit.page, 'cart.add');
  await visit.addToCart('Walnut desk lamp');
  await visit.addToCart('Ceramic tea cup');
  return { held, cart: await visit.openCart() };
}

describe('what the server refuses', () => {
  it('is taken back, and a message says why: the item has left the shop', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    await visit.settled();
    const { promise: mayAnswer, resolve: letAnswer } = Promise.withResolvers<void>();
    await visit.page.route('**/trpc/cart.add*', async (route) => {
      await mayAnswer;
      await refuse(route, 'ITEM_NOT_FOUND', 404);
    });
    await visit.addToCart('Linen notebook');
    await visit.pieces(1);
    letAnswer();
    await visit.told(GONE);
    await visit.pieces(0);
  });

  it('is taken back, and a message says why: a cart has room for so many', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    await visit.settled();
    const { cart } = await elsewhere(server, visit);
    await cart.add({ itemId: 'linen-notebook', quantity: 99 });
    await visit.page.reload();
    await visit.pieces(99);
    await visit.addToCart('Linen notebook');
    await visit.told('A cart holds at most 99 of one item and 50 different items, so yours stays as it was.');
    await visit.pieces(99);
  });

  it('is added once all the same when only the answer was lost', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    await visit.settled();
    const { content } = await elsewhere(server, visit);
    await visit.page.route(
      '**/trpc/cart.add*',
      async (route) => {
        await route.fetch();
        await route.abort('connectionreset');
      },
      { times: 1 },
    );
    await visit.addToCart('Ceramic tea cup');
    await expect.poll(() => visit.calls('cart.add')).toBe(2);
    await visit.page.waitForLoadState('networkidle');
    await visit.pieces(1);
    expect(await content()).toEqual([['ceramic-tea-cup', 1]]);
  });
});

describe('what was done quickly after something that the server refuses', () => {
  it('empties the cart, which nobody else has changed', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    await visit.settled();
    const { content } = await elsewhere(server, visit);
    const { held, cart } = await addLampAndWithdrawnCup(server, visit);
    await visit.button('Empty the cart').click();
    await visit.button('Empty it').click();
    held.release();
    await visit.told(GONE);
    await expect.poll(content).toEqual([]);
    await cart.getByText('Your cart is empty').waitFor();
    expect(await visit.region('Messages').getByText(CONFLICT).count()).toBe(0);
  });

  it('sets how many, as it was last asked for', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    await visit.settled();
    const { content } = await elsewhere(server, visit);
    await visit.addToCart('Linen notebook');
    await visit.page.waitForLoadState('networkidle');
    const { promise: mayAnswer, resolve: letAnswer } = Promise.withResolvers<void>();
    let calls = 0;
    await visit.page.route('**/trpc/cart.setQuantity*', async (route) => {
      calls += 1;
      if (calls === 2) return refuse(route, 'INTERNAL', 500);
      const response = await route.fetch();
      await mayAnswer;
      return route.fulfill({ response });
    });
    const cart = await visit.openCart();
    for (let press = 0; press < 3; press += 1) await cart.getByRole('button', { name: 'One more: Linen notebook' }).click();
    letAnswer();
    await visit.told('“Change how many: Linen notebook” was not recorded');
    await expect.poll(content).toEqual([['linen-notebook', 4]]);
    await visit.pieces(4);
    expect([calls, await visit.region('Messages').getByText(CONFLICT).count()]).toEqual([3, 0]);
  });

  it('is dropped where it was done to what never came into the cart', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    await visit.settled();
    const { content } = await elsewhere(server, visit);
    const { held, cart } = await addLampAndWithdrawnCup(server, visit);
    await cart.getByRole('button', { name: 'One more: Ceramic tea cup' }).click();
    await cart.getByRole('button', { name: 'One more: Walnut desk lamp' }).click();
    held.release();
    await visit.told(GONE);
    await expect.poll(content).toEqual([['walnut-desk-lamp', 2]]);
    await visit.pieces(2);
    expect([visit.calls('cart.setQuantity'), await visit.region('Messages').getByRole('button', { name: 'Dismiss' }).count()]).toEqual([1, 1]);
  });

  it('hides nothing that was changed elsewhere', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    await visit.settled();
    const { cart: other, content } = await elsewhere(server, visit);
    await visit.addToCart('Linen notebook');
    await visit.page.waitForLoadState('networkidle');
    await server.withdraw('ceramic-tea-cup');
    const held = await holdAnswers(visit.page, 'cart.add');
    await visit.addToCart('Walnut desk lamp');
    await held.arrived();
    await other.add({ itemId: 'linen-notebook', quantity: 6 });
    await visit.addToCart('Cast-iron pan');
    await visit.addToCart('Ceramic tea cup');
    await visit.openCart();
    await visit.button('Empty the cart').click();
    await visit.button('Empty it').click();
    held.release();
    await visit.told(GONE);
    await visit.told(CONFLICT);
    expect(await content()).toEqual([['linen-notebook', 7], ['walnut-desk-lamp', 1], ['cast-iron-pan', 1]]);
  });
});
