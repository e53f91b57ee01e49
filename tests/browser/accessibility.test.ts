import Axe from 'axe-core';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { servePage } from '../support/page-server.ts';
import { useBrowser } from '../support/use-browser.ts';
import type { Visit } from '../support/visit.ts';

declare global {
  /** There after `axe.source` has run in the page. */
  var axe: typeof Axe;
}

const newVisitor = useBrowser();

/** What axe-core finds wrong, as text. */
async function findFaults(page: Page): Promise<string[]> {
  await page.evaluate(Axe.source);
  return page.evaluate(async () => {
    const { violations } = await globalThis.axe.run({ resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`));
  });
}

/** The open cart, with two lines. */
async function reachCart(visit: Visit): Promise<void> {
  await visit.settled();
  for (const title of ['Walnut desk lamp', 'Ceramic tea cup', 'Walnut desk lamp']) await visit.addToCart(title);
  await visit.pieces(3);
  const cart = await visit.openCart();
  await cart.getByRole('listitem').nth(1).waitFor();
}

async function act(visit: Visit): Promise<void> {
  await visit.settled();
  await visit.page.getByRole('article').first().getByRole('button', { name: 'Like' }).click();
  await visit.write('Read a map upside down');
  await visit.recorded('Read a map upside down');
}

describe('axe-core finds nothing', () => {
  const STATES: readonly { readonly state: string; readonly options?: BrowserContextOptions; readonly reach: (visit: Visit) => Promise<unknown> }[] = [
    { state: 'on a first visit', reach: (visit) => visit.settled() },
    { state: 'after some actions', reach: act },
    { state: 'in the dark', options: { colorScheme: 'dark' }, reach: act },
    { state: 'in Chinese', options: { locale: 'zh-CN' }, reach: (visit) => visit.page.getByRole('article').first().waitFor() },
    { state: 'on a phone', options: { viewport: { width: 375, height: 740 } }, reach: act },
    {
      state: 'in the dialog',
      reach: async (visit) => {
        await visit.settled();
        await visit.button('Forget me on this device').click();
        await visit.page.getByRole('dialog').waitFor();
      },
    },
    { state: 'in the cart', reach: reachCart },
    { state: 'in the cart, in the dark', options: { colorScheme: 'dark' }, reach: reachCart },
    {
      state: 'in an item',
      reach: async (visit) => {
        await visit.settled();
        await visit.look('Ceramic tea cup');
      },
    },
    {
      state: 'where things were viewed',
      reach: async (visit) => {
        await visit.settled();
        for (const title of ['Ceramic tea cup', 'Walnut desk lamp']) await visit.leave(await visit.look(title));
        await visit.viewed.nth(1).waitFor();
      },
    },
    {
      state: 'where nothing is found',
      reach: async (visit) => {
        await visit.settled();
        await visit.page.getByRole('searchbox').fill('submarine');
        await visit.page.getByText('Nothing here by that name').waitFor();
      },
    },
    {
      state: 'where data is downloaded and erased',
      options: { colorScheme: 'dark' },
      reach: async (visit) => {
        await visit.settled();
        await visit.page.getByRole('contentinfo').scrollIntoViewIfNeeded();
        await visit.region('Your data').waitFor();
      },
    },
    {
      state: 'after sign-out',
      reach: async (visit) => {
        await visit.settled();
        await visit.forgetMe();
        await visit.button('Start anew').waitFor();
      },
    },
    {
      state: 'where an action was refused',
      reach: async (visit) => {
        await visit.settled();
        await visit.page.route('**/trpc/items.addAction*', (route) => route.fulfill({ status: 404, json: [{ error: { code: -32004, message: '', data: { reason: 'ITEM_NOT_FOUND' } } }] }));
        await visit.write('Tried the locked door');
        await visit.button('Dismiss').waitFor();
      },
    },
    {
      state: 'where nothing loads',
      reach: async (visit) => {
        await visit.page.route('**/trpc/*anon.me*', (route) => route.fulfill({ status: 500, json: Array.from({ length: 5 }, () => ({ error: { code: -32603, message: '', data: { reason: 'INTERNAL', errorId: 'x' } } })) }));
        await visit.page.reload();
        await visit.region('What you did').getByRole('alert').waitFor();
      },
    },
  ];

  it.each(STATES)('$state', async ({ options, reach }) => {
    await using server = await servePage();
    await using visitor = await newVisitor(options);
    const visit = await visitor.open(server.origin);
    await reach(visit);
    expect(await findFaults(visit.page)).toEqual([]);
  });
});

/** Presses Tab until the focus is where it should be; fails when it never comes there. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    const focused = page.locator(':focus');
    if ((await focused.count()) > 0 && ((await focused.getAttribute('aria-label')) ?? (await focused.innerText())) === name) return;
  }
  throw new RangeError(`Tab never comes to ${name}.`);
}

describe('with the keyboard alone', () => {
  it('an item is liked', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    await visit.settled();
    const title = await visit.page.getByRole('article').first().getByRole('heading').innerText();
    await tabTo(visit.page, `Like ${title}`);
    await visit.page.keyboard.press('Enter');
    await visit.recorded(`Liked ${title}`);
  });

  it('words are written and recorded, and the focus stays in the field', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    await visit.settled();
    await visit.page.getByRole('textbox', { name: 'What did you do?' }).focus();
    await visit.page.keyboard.type('Wrote a letter');
    await visit.page.keyboard.press('Enter');
    await visit.recorded('Wrote a letter');
    await visit.page.keyboard.type('And sent it');
    await visit.page.keyboard.press('Enter');
    await visit.recorded('And sent it');
  });

  it('Escape leaves the dialog, nobody is forgotten, and the focus is back where it was', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    const anonId = await visit.settled();
    await tabTo(visit.page, 'Forget me on this device');
    await visit.page.keyboard.press('Enter');
    await visit.page.getByRole('dialog', { name: 'Forget you on this device?' }).waitFor();
    await visit.page.keyboard.press('Escape');
    await visit.page.getByRole('dialog').waitFor({ state: 'hidden' });
    await expect.poll(() => visit.page.locator(':focus').innerText()).toBe('Forget me on this device');
    expect(await visit.settled()).toBe(anonId);
  });

  it('the dialog can be opened again in the very moment in which it was left', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    await visit.settled();
    const opener = visit.button('Forget me on this device');
    await opener.click();
    await visit.page.getByRole('dialog').waitFor();
    // The browser tells that a dialog was closed a little later; a slow machine leaves time for a key press.
    await opener.evaluate(async (button: HTMLElement) => {
      document.querySelector('dialog')?.requestClose();
      await Promise.resolve();
      button.click();
    });
    await visit.page.getByRole('dialog').getByRole('button', { name: 'Stay' }).click();
    await visit.page.getByRole('dialog').waitFor({ state: 'hidden' });
  });

  it('the first Tab offers to skip to the content', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    await visit.settled();
    await visit.page.keyboard.press('Tab');
    await visit.page.keyboard.press('Enter');
    await expect.poll(() => visit.page.locator(':focus').getAttribute('id')).toBe('content');
  });
});
