import { describe, expect, it } from 'vitest';
import { servePage } from '../support/page-server.ts';
import { useBrowser } from '../support/use-browser.ts';

const newVisitor = useBrowser();

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
