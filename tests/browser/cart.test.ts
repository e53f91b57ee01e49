import { describe, expect, it } from 'vitest';
import { elsewhere } from '../support/elsewhere.ts';
import { holdAnswers } from '../support/held-answers.ts';
import { servePage } from '../support/page-server.ts';
import { useBrowser } from '../support/use-browser.ts';

const newVisitor = useBrowser();

describe('the cart', () => {
  it('does not say how many pieces it holds before that is known', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.tab();
    const held = await holdAnswers(visit.page, 'cart.get');
    await visit.page.goto(server.origin);
    await held.arrived();
    await visit.button('Cart').waitFor();
    expect(await visit.cartButton.count()).toBe(0);
    held.release();
    await visit.pieces(0);
  });

  it('has an item before the server has answered, and after', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    await visit.settled();
    const { content } = await elsewhere(server, visit);
    const held = await holdAnswers(visit.page, 'cart.add');
    await visit.addToCart('Walnut desk lamp');
    await visit.pieces(1);
    const cart = await visit.openCart();
    await cart.getByRole('listitem').getByText('Walnut desk lamp').waitFor();
    await cart.getByText('€89.00', { exact: true }).last().waitFor();
    held.release();
    await visit.page.waitForLoadState('networkidle');
    expect(await cart.getByRole('listitem').count()).toBe(1);
    expect(await content()).toEqual([['walnut-desk-lamp', 1]]);
  });

  it('is changed as fast as one can press, without ever being in its own way', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    await visit.settled();
    const { content } = await elsewhere(server, visit);
    await visit.addToCart('Linen notebook');
    await visit.addToCart('Cast-iron pan');
    const cart = await visit.openCart();
    for (let press = 0; press < 6; press += 1) await cart.getByRole('button', { name: 'One more: Linen notebook' }).click({ delay: 0 });
    await cart.getByRole('button', { name: 'One fewer: Linen notebook' }).click();
    await cart.getByRole('button', { name: 'Remove Cast-iron pan' }).click();
    await cart.getByRole('group', { name: 'How many: Linen notebook' }).getByText('6', { exact: true }).waitFor();
    await cart.getByText('€108.00', { exact: true }).first().waitFor();
    await expect.poll(content).toEqual([['linen-notebook', 6]]);
    expect(await visit.region('Messages').getByRole('button').count()).toBe(0);
  });

  it('is emptied at once of what is still on its way into it', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    await visit.settled();
    const { content } = await elsewhere(server, visit);
    const held = await holdAnswers(visit.page, 'cart.add');
    await visit.addToCart('Linen notebook');
    await visit.addToCart('Ceramic tea cup');
    const cart = await visit.openCart();
    await cart.getByRole('button', { name: 'One more: Linen notebook' }).click();
    await visit.button('Empty the cart').click();
    await visit.button('Empty it').click();
    held.release();
    await expect.poll(() => visit.calls('cart.clear')).toBe(1);
    await expect.poll(content).toEqual([]);
    expect(await visit.region('Messages').getByRole('button').count()).toBe(0);
  });

  it('is emptied after asking', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    await visit.settled();
    const { content } = await elsewhere(server, visit);
    await visit.addToCart('Linen notebook');
    const cart = await visit.openCart();
    await visit.button('Empty the cart').click();
    await visit.button('Keep it').click();
    expect(await cart.getByRole('listitem').count()).toBe(1);
    await visit.button('Empty the cart').click();
    await visit.button('Empty it').click();
    await cart.getByText('Your cart is empty').waitFor();
    await expect.poll(content).toEqual([]);
    await visit.leave(cart);
    await visit.pieces(0);
  });

  it('takes as many as were chosen in the item view, and is there on the next visit', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    await visit.settled();
    const pen = await visit.look('Linen notebook');
    await pen.getByRole('button', { name: 'One more: Linen notebook' }).click();
    await pen.getByRole('button', { name: 'One more: Linen notebook' }).click();
    await pen.getByRole('button', { name: 'Add to cart: Linen notebook' }).click();
    await visit.leave(pen);
    await visit.pieces(3);
    await visit.page.waitForLoadState('networkidle');
    await visit.page.reload();
    await visit.pieces(3);
  });
});

describe('a late answer', () => {
  it('for the visitor before is no part of the next one’s cart', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    const earlier = await visit.settled();
    const held = await holdAnswers(visit.page, 'cart.add');
    await visit.addToCart('Linen notebook');
    await visit.pieces(1);
    await held.arrived();
    await visit.forgetMe();
    await visit.button('Start anew').click();
    await expect.poll(() => visit.settled()).not.toBe(earlier);
    await visit.pieces(0);
    held.release();
    await visit.page.waitForLoadState('networkidle');
    await visit.pieces(0);
    await visit.addToCart('Ceramic tea cup');
    await visit.pieces(1);
  });
});

describe('a late repeat', () => {
  it('for the visitor before is never sent for the next one', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    const earlier = await visit.settled();
    let tries = 0;
    await visit.page.route('**/trpc/cart.add*', async (route) => {
      tries += 1;
      await (tries < 3 ? route.abort('connectionreset') : route.continue());
    });
    await visit.addToCart('Linen notebook');
    await visit.addToCart('Ceramic tea cup');
    await expect.poll(() => tries).toBe(2);
    await visit.forgetMe();
    await visit.button('Start anew').click();
    await expect.poll(() => visit.settled()).not.toBe(earlier);
    const { content } = await elsewhere(server, visit);
    // What waits is repeated within 6 s, and what stands in line behind it follows.
    await visit.page.waitForTimeout(7_000);
    expect([tries, await content()]).toEqual([2, []]);
    await visit.addToCart('Ceramic tea cup');
    await visit.pieces(1);
    await expect.poll(content).toEqual([['ceramic-tea-cup', 1]]);
  });
});

describe('an item that has left the shop', () => {
  it('is still shown in the cart, as no part of the total, and can be taken out', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    await visit.settled();
    await visit.addToCart('Ceramic tea cup');
    await visit.addToCart('Walnut desk lamp');
    await visit.page.waitForLoadState('networkidle');
    await server.withdraw('ceramic-tea-cup');
    await visit.page.reload();
    await visit.pieces(1);
    const cart = await visit.openCart();
    const gone = cart.getByRole('listitem').filter({ hasText: 'Ceramic tea cup' });
    await gone.getByText('No longer in the shop, and not part of the total').waitFor();
    expect(await gone.getByRole('button').count()).toBe(1);
    await gone.getByRole('button', { name: 'Remove Ceramic tea cup' }).click();
    await gone.waitFor({ state: 'detached' });
    expect(await cart.getByRole('listitem').count()).toBe(1);
  });
});
