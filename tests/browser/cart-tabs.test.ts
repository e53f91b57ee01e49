import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { elsewhere } from '../support/elsewhere.ts';
import { holdAnswers } from '../support/held-answers.ts';
import { type PageServer, servePage } from '../support/page-server.ts';
import { useBrowser } from '../support/use-browser.ts';
import type { Visit, Visitor } from '../support/visit.ts';

const newVisitor = useBrowser();

const UNAWARE_ACTS: readonly [string, (visit: Visit, cart: Locator) => Promise<void>][] = [
  ['"One more"', (_, cart) => cart.getByRole('button', { name: 'One more: Linen notebook' }).click()],
  ['"Remove"', (_, cart) => cart.getByRole('button', { name: 'Remove Linen notebook' }).click()],
  [
    '"Empty the cart"',
    async (visit) => {
      await visit.button('Empty the cart').click();
      await visit.button('Empty it').click();
    },
  ],
];

/** A page with one notebook in its cart, and another tab that makes seven of it. */
async function openWithNotebook(server: PageServer, visitor: Visitor) {
  const visit = await visitor.open(server.origin);
  await visit.settled();
  await visit.addToCart('Linen notebook');
  await visit.page.waitForLoadState('networkidle');
  const { cart, content } = await elsewhere(server, visit);
  const makeSeven = async () => {
    const [line] = (await cart.get()).lines;
    await cart.setQuantity({ itemId: 'linen-notebook', quantity: 7, version: line?.version ?? 0 });
  };
  return { visit, content, makeSeven };
}

describe('two tabs with one cart', () => {
  it.each(UNAWARE_ACTS)('lose nothing to %s, pressed before an answer showed what the other has changed', async (_, press) => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const { visit, content, makeSeven } = await openWithNotebook(server, visitor);
    await makeSeven();
    const held = await holdAnswers(visit.page, 'cart.add');
    await visit.addToCart('Ceramic tea cup');
    await held.arrived();
    const shown = await visit.openCart();
    await press(visit, shown);
    held.release();
    await visit.told('Your cart was changed somewhere else in the meantime. This is what is in it now.');
    await shown.getByRole('group', { name: 'How many: Linen notebook' }).getByText('7', { exact: true }).waitFor();
    expect(await content()).toEqual([['linen-notebook', 7], ['ceramic-tea-cup', 1]]);
  });

  it('that add at once lose nothing, and both show it', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const tabs = [await visitor.open(server.origin), await visitor.open(server.origin)] as const;
    await Promise.all(tabs.map((tab) => tab.settled()));
    const { content } = await elsewhere(server, tabs[0]);
    await Promise.all(
      tabs.map(async (tab) => {
        for (const title of ['Walnut desk lamp', 'Ceramic tea cup', 'Walnut desk lamp']) await tab.addToCart(title);
      }),
    );
    await Promise.all(tabs.map((tab) => tab.pieces(6)));
    expect((await content()).toSorted()).toEqual([['ceramic-tea-cup', 2], ['walnut-desk-lamp', 4]]);
  });

  it('that have not heard of each other: the second is told, and shows what is really in the cart', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const { visit, content, makeSeven } = await openWithNotebook(server, visitor);
    const shown = await visit.openCart();
    await shown.getByRole('listitem').waitFor();
    await makeSeven();
    await shown.getByRole('button', { name: 'One more: Linen notebook' }).click();
    await visit.told('Your cart was changed somewhere else in the meantime. This is what is in it now.');
    await shown.getByRole('group', { name: 'How many: Linen notebook' }).getByText('7', { exact: true }).waitFor();
    expect(await content()).toEqual([['linen-notebook', 7]]);
    await visit.button('Try again').click();
    await shown.getByRole('group', { name: 'How many: Linen notebook' }).getByText('2', { exact: true }).waitFor();
    await expect.poll(content).toEqual([['linen-notebook', 2]]);
  });

  it('drop what was pressed on sight of a cart that turned out to be another', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const { visit, content, makeSeven } = await openWithNotebook(server, visitor);
    const shown = await visit.openCart();
    const held = await holdAnswers(visit.page, 'cart.setQuantity');
    await makeSeven();
    for (let press = 0; press < 3; press += 1) await shown.getByRole('button', { name: 'One more: Linen notebook' }).click();
    await held.arrived();
    held.release();
    await shown.getByRole('group', { name: 'How many: Linen notebook' }).getByText('7', { exact: true }).waitFor();
    await visit.page.waitForLoadState('networkidle');
    expect([visit.calls('cart.setQuantity'), await content()]).toEqual([1, [['linen-notebook', 7]]]);
  });
});
