import { describe, expect, it } from 'vitest';
import { servePage } from '../support/page-server.ts';
import { storedSession } from '../support/stored-record.ts';
import { useBrowser } from '../support/use-browser.ts';
import type { Visit } from '../support/visit.ts';

const newVisitor = useBrowser();

/** From now on the server fails to record what is chosen. */
async function refuse(visit: Visit): Promise<void> {
  const answer = [{ error: { code: -32603, message: '', data: { reason: 'INTERNAL', errorId: 'e-2' } } }];
  await visit.page.route('**/trpc/preferences.update*', (route) => route.fulfill({ status: 500, json: answer }));
}

/** What this browser remembers for the first paint is gone; who the visitor is, is not. */
async function forgetHints(visit: Visit): Promise<void> {
  await visit.page.evaluate(() => {
    for (const key of ['passerby.language', 'passerby.color-scheme']) localStorage.removeItem(key);
  });
}

function choose(visit: Visit, name: string): Promise<void> {
  return visit.page.getByRole('radio', { name, exact: true }).check({ force: true });
}

function lang(visit: Visit): Promise<string | null> {
  return visit.page.locator('html').getAttribute('lang');
}

function colours(visit: Visit): Promise<string | null> {
  return visit.page.locator('html').getAttribute('data-mantine-color-scheme');
}

describe('the language', () => {
  it('is switched at once, and remembered', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    const anonId = await visit.settled();
    expect(await visit.page.locator('html').getAttribute('lang')).toBe('en');
    await visit.page.getByRole('radiogroup', { name: 'Language' }).getByRole('radio', { name: '简体中文' }).check({ force: true });
    await visit.page.getByRole('region', { name: '你的物品' }).getByRole('article').first().waitFor();
    await visit.page.reload();
    await visit.page.getByRole('region', { name: '你的物品' }).getByRole('article').first().waitFor();
    expect(await visit.page.locator('html').getAttribute('lang')).toBe('zh-CN');
    expect(await visit.page.getByRole('code').innerText()).toBe(anonId);
    expect(await visit.page.locator('body').innerText()).not.toMatch(/Your items|What you did|Nice to meet you/);
  });

  it("is the browser's until one is chosen", async () => {
    await using server = await servePage();
    await using visitor = await newVisitor({ locale: 'zh-CN' });
    const visit = await visitor.open(server.origin);
    await visit.page.getByRole('region', { name: '你的物品' }).getByRole('article').first().waitFor();
    expect(await visit.page.locator('html').getAttribute('lang')).toBe('zh-CN');
  });

  it('is English where we do not speak that of the browser', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor({ locale: 'sv-SE' });
    const visit = await visitor.open(server.origin);
    await visit.settled();
    expect(await visit.page.locator('html').getAttribute('lang')).toBe('en');
  });
});

describe('the colours', () => {
  it("are the system's until some are chosen, which are there from the first paint of the next visit", async () => {
    await using server = await servePage();
    await using visitor = await newVisitor({ colorScheme: 'dark' });
    const visit = await visitor.open(server.origin);
    await visit.settled();
    const html = visit.page.locator('html');
    expect(await html.getAttribute('data-mantine-color-scheme')).toBe('dark');
    await visit.page.getByRole('radio', { name: 'Light' }).check({ force: true });
    expect(await html.getAttribute('data-mantine-color-scheme')).toBe('light');
    // Without the application's scripts the page shows what the first paint would.
    await visit.page.route('**/assets/*.js', (route) => route.abort());
    await visit.page.reload();
    expect(await html.getAttribute('data-mantine-color-scheme')).toBe('light');
  });
});

describe('what was chosen', () => {
  it('comes back on a page whose browser has forgotten it', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    await visit.settled();
    await choose(visit, 'As a list');
    await choose(visit, 'Dark');
    await choose(visit, '简体中文');
    await visit.page.waitForLoadState('networkidle');
    await forgetHints(visit);
    await visit.page.reload();
    await expect.poll(async () => [await lang(visit), await colours(visit)]).toEqual(['zh-CN', 'dark']);
    await visit.page.getByRole('radio', { name: '列表', checked: true }).waitFor({ state: 'attached' });
    expect(visit.calls('preferences.update')).toBe(3);
  });

  it('holds in the other tab at once, and neither tab answers the other', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const [one, two] = [await visitor.open(server.origin), await visitor.open(server.origin)];
    await Promise.all([one.settled(), two.settled()]);
    await choose(one, 'Dark');
    await choose(one, '简体中文');
    await expect.poll(async () => [await lang(two), await colours(two)]).toEqual(['zh-CN', 'dark']);
    await choose(two, '浅色');
    await choose(two, 'English');
    await expect.poll(async () => [await lang(one), await colours(one)]).toEqual(['en', 'light']);
    await Promise.all([one.page.waitForLoadState('networkidle'), two.page.waitForLoadState('networkidle')]);
    expect([one.calls('preferences.update'), two.calls('preferences.update')]).toEqual([2, 2]);
    expect([await lang(two), await colours(two)]).toEqual(['en', 'light']);
  });

  it.each([
    ['elsewhere holds here on the next visit', 'light'],
    ["is the browser's again when it was taken away elsewhere", null],
  ] as const)('%s', async (_name, theme) => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    await visit.settled();
    await choose(visit, 'Dark');
    await visit.page.waitForLoadState('networkidle');
    const { accessToken } = await storedSession(visit.page);
    await server.app.caller(accessToken).preferences.update({ theme });
    await visit.page.reload();
    await expect.poll(() => colours(visit)).toBe('light');
  });

  it('is taken back, and a message says why, when the server refuses it', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    await visit.settled();
    await choose(visit, 'Light');
    await visit.page.waitForLoadState('networkidle');
    await refuse(visit);
    await choose(visit, 'Dark');
    await visit.told('“Your choice” was not recorded: something went wrong on our side. Error id: e-2');
    await expect.poll(() => colours(visit)).toBe('light');
  });

  it('is taken back when it is the first and refused, in every tab and after a reload', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const [visit, other] = [await visitor.open(server.origin), await visitor.open(server.origin)];
    await Promise.all([visit.settled(), other.settled()]);
    await refuse(visit);
    await choose(visit, 'Dark');
    await visit.told('“Your choice” was not recorded');
    await expect.poll(async () => [await colours(visit), await colours(other)]).toEqual(['light', 'light']);
    await choose(visit, '简体中文');
    await visit.page.getByText('“你的选择”没有记录下来').waitFor();
    await expect.poll(() => lang(visit)).toBe('en');
    await visit.page.reload();
    await visit.settled();
    expect([await lang(visit), await colours(visit)]).toEqual(['en', 'light']);
  });
});
