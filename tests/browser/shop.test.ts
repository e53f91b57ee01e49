import { describe, expect, it } from 'vitest';
import { holdAnswers } from '../support/held-answers.ts';
import { servePage } from '../support/page-server.ts';
import { storedSession } from '../support/stored-record.ts';
import { useBrowser } from '../support/use-browser.ts';
import type { Visit } from '../support/visit.ts';

const newVisitor = useBrowser();

function titles(visit: Visit): Promise<string[]> {
  return visit.region('Your items').getByRole('article').getByRole('heading').allInnerTexts();
}

describe('the catalogue', () => {
  it('is searched in titles and descriptions, in small letters and full-width ones', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    await visit.settled();
    const search = visit.page.getByRole('searchbox', { name: 'Search the shop' });
    await search.fill('ＫＥＴＴＬＥ');
    await visit.page.getByRole('status').getByText('1 item found').waitFor({ state: 'attached' });
    await expect.poll(() => titles(visit)).toEqual(['Pour-over kettle']);
    await search.fill('narrow stream');
    await expect.poll(() => titles(visit)).toEqual(['Pour-over kettle']);
  });

  it('says so kindly where nothing is found, and leads back to everything', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    await visit.settled();
    await visit.page.getByRole('searchbox').fill('submarine');
    await visit.page.getByText('Nothing here by that name').waitFor();
    expect(await titles(visit)).toEqual([]);
    await visit.button('Show everything').click();
    await expect.poll(() => titles(visit)).toHaveLength(12);
  });

  it('has categories that count what they hold', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    await visit.settled();
    const writing = visit.page.getByRole('group', { name: 'Categories' }).getByRole('button', { name: 'Writing 4' });
    await writing.click();
    await expect.poll(() => titles(visit)).toEqual(['Linen notebook', 'Brass pencil sharpener', 'Fountain pen', 'Postcard set']);
    expect(await writing.getAttribute('aria-pressed')).toBe('true');
    await visit.page.getByRole('searchbox').fill('pen');
    await visit.page.getByRole('button', { name: 'Everything' }).waitFor();
    expect(await titles(visit)).toContain('Fountain pen');
    expect(await titles(visit)).not.toContain('Linen notebook');
  });

  it('shows every price as the reader writes it', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    await visit.settled();
    await visit.card('Walnut desk lamp').getByText('€89.00', { exact: true }).waitFor();
  });
});

describe('an item', () => {
  it('is opened from its card, and is among what was viewed after a reload', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    await visit.settled();
    const lamp = await visit.look('Walnut desk lamp');
    await lamp.getByText('Warm light on a turned walnut stem').waitFor();
    await visit.leave(lamp);
    await visit.leave(await visit.look('Ceramic tea cup'));
    await visit.viewed.nth(1).waitFor();
    await expect.poll(() => visit.viewed.allInnerTexts()).toEqual([expect.stringContaining('Ceramic tea cup'), expect.stringContaining('Walnut desk lamp')]);
    await visit.page.waitForLoadState('networkidle');
    await visit.page.reload();
    await visit.viewed.nth(1).waitFor();
    await expect.poll(() => visit.viewed.allInnerTexts()).toEqual([expect.stringContaining('Ceramic tea cup'), expect.stringContaining('Walnut desk lamp')]);
  });

  it('has an address: a reload keeps it open, and "back" leaves it', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    await visit.settled();
    const pan = await visit.look('Cast-iron pan');
    expect(new URL(visit.page.url()).hash).toBe('#/items/cast-iron-pan');
    await visit.page.reload();
    await pan.getByText('€52.00').waitFor();
    await visit.page.goBack();
    await pan.waitFor({ state: 'detached' });
    expect(new URL(visit.page.url()).hash).toBe('');
  });

  it('gives the focus back to the link that opened it', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    await visit.settled();
    await visit.card('Cotton apron').getByRole('link').focus();
    await visit.page.keyboard.press('Enter');
    const apron = visit.page.getByRole('dialog', { name: 'Cotton apron' });
    await apron.waitFor();
    await visit.leave(apron);
    await expect.poll(() => visit.page.locator(':focus').innerText()).toBe('Cotton apron');
  });

  it('that is not in the shop is named, and said to be gone', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(`${server.origin}/#/items/glass-slipper`);
    await visit.page.getByRole('dialog', { name: 'glass-slipper' }).getByText('No longer in the shop').waitFor();
    await visit.button('Back to the shop').click();
    await visit.page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(visit.calls('history.record')).toBe(0);
  });
});

describe('what was viewed', () => {
  it('has every item once, the last one first, and is forgotten one by one or as a whole', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    await visit.settled();
    const { accessToken } = await storedSession(visit.page);
    const caller = server.app.caller(accessToken);
    for (const itemId of ['fountain-pen', 'indoor-fern', 'cork-yoga-block', 'fountain-pen']) {
      await caller.history.record({ itemId });
      server.clock.turn({ minutes: 2 });
    }
    await visit.page.reload();
    await visit.viewed.first().waitFor();
    await expect.poll(() => visit.viewed.getByRole('link').allInnerTexts()).toEqual(['Fountain pen', 'Cork yoga block', 'Indoor fern']);
    await visit.button('Forget that you viewed Fountain pen').click();
    await expect.poll(() => visit.viewed.getByRole('link').allInnerTexts()).toEqual(['Cork yoga block', 'Indoor fern']);
    await expect.poll(async () => (await caller.history.list()).views.map(({ itemId }) => itemId)).toEqual(['cork-yoga-block', 'indoor-fern']);
    await visit.region('Recently viewed').getByRole('button', { name: 'Clear' }).click();
    await visit.region('Recently viewed').waitFor({ state: 'detached' });
    await expect.poll(async () => (await caller.history.list()).views).toEqual([]);
  });

  it('is forgotten with every look at it, further back than the page shows', async () => {
    await using server = await servePage({ ACCESS_TOKEN_SECONDS: '3600' });
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    await visit.settled();
    const { accessToken } = await storedSession(visit.page);
    const caller = server.app.caller(accessToken);
    const others = Array.from({ length: 32 }, (_, index) => (index % 2 === 0 ? 'indoor-fern' : 'cork-yoga-block'));
    for (const itemId of ['fountain-pen', ...others, 'fountain-pen']) {
      await caller.history.record({ itemId });
      server.clock.turn({ seconds: 61 });
    }
    await visit.page.reload();
    await visit.button('Forget that you viewed Fountain pen').click();
    await visit.viewed.filter({ hasText: 'Fountain pen' }).waitFor({ state: 'detached' });
    const kept = async () => (await caller.history.list({ limit: 100 })).views.map(({ itemId }) => itemId);
    await expect.poll(kept).toEqual(others.toReversed());
  });

  it('is forgotten also while the look at it is still on its way', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    await visit.settled();
    const { accessToken } = await storedSession(visit.page);
    const held = await holdAnswers(visit.page, 'history.record');
    await visit.leave(await visit.look('Ceramic tea cup'));
    await held.arrived();
    await visit.button('Forget that you viewed Ceramic tea cup').click();
    await visit.region('Recently viewed').waitFor({ state: 'detached' });
    held.release();
    await expect.poll(async () => (await server.app.caller(accessToken).history.list()).views).toEqual([]);
    await visit.page.waitForLoadState('networkidle');
    expect(await visit.region('Recently viewed').count()).toBe(0);
  });

  it('stays where it was, and a message says why, when the server does not forget it', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    await visit.settled();
    await visit.leave(await visit.look('Ceramic tea cup'));
    await visit.page.waitForLoadState('networkidle');
    await visit.page.route('**/trpc/history.remove*', (route) => route.fulfill({ status: 500, json: [{ error: { code: -32603, message: '', data: { reason: 'INTERNAL', errorId: 'e-1' } } }] }));
    await visit.button('Forget that you viewed Ceramic tea cup').click();
    await visit.told('“Forget that you viewed Ceramic tea cup” was not recorded: something went wrong on our side. Error id: e-1');
    await visit.viewed.filter({ hasText: 'Ceramic tea cup' }).waitFor();
  });

  it('names what has left the shop as such', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    await visit.settled();
    await visit.leave(await visit.look('Ceramic tea cup'));
    await visit.page.waitForLoadState('networkidle');
    await server.withdraw('ceramic-tea-cup');
    await visit.page.reload();
    await visit.viewed.filter({ hasText: 'Ceramic tea cup' }).getByText('No longer in the shop').waitFor();
    await visit.viewed.getByRole('link', { name: 'Ceramic tea cup' }).click();
    await visit.page.getByRole('dialog', { name: 'Ceramic tea cup' }).getByText('This item has left the catalogue.').waitFor();
  });
});

describe('two tabs', () => {
  it('show at once what was viewed, forgotten and done in the other', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const [one, two] = [await visitor.open(server.origin), await visitor.open(server.origin)];
    await Promise.all([one.settled(), two.settled()]);
    await one.leave(await one.look('Ceramic tea cup'));
    await two.viewed.filter({ hasText: 'Ceramic tea cup' }).waitFor();
    await one.write('Waved to the other tab');
    await two.recorded('Waved to the other tab');
    await two.region('Recently viewed').getByRole('button', { name: 'Clear' }).click();
    await one.region('Recently viewed').waitFor({ state: 'detached' });
    expect([...one.faults, ...two.faults]).toEqual([]);
  });
});
