import type { CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPage, hostPage, type PageHost } from '../support/built-page.ts';
import { servePage } from '../support/page-server.ts';
import { useBrowser } from '../support/use-browser.ts';

const newVisitor = useBrowser();

/** The page knows its API by address, so all tests of this file use this one. */
let host: PageHost;
let apiPort: string;
beforeAll(async () => {
  host = await hostPage();
  await using api = await servePage();
  apiPort = new URL(api.origin).port;
  await buildPage(host.folder, { VITE_API_URL: api.origin });
});
afterAll(() => host[Symbol.asyncDispose]());

/** The preflights of a page, which the browser sends by itself. */
async function watchPreflights(page: Page): Promise<string[]> {
  const devtools: CDPSession = await page.context().newCDPSession(page);
  const preflights: string[] = [];
  devtools.on('Network.requestWillBeSent', ({ request }) => {
    if (request.method === 'OPTIONS') preflights.push(new URL(request.url).pathname);
  });
  await devtools.send('Network.enable');
  return preflights;
}

describe('a page on another origin', () => {
  it('works, without a cookie, and asks for leave once per address', async () => {
    await using api = await servePage({ PORT: apiPort, CORS_ORIGINS: host.origin });
    await using visitor = await newVisitor();
    const visit = await visitor.tab();
    const preflights = await watchPreflights(visit.page);
    await visit.page.goto(host.origin);
    const anonId = await visit.settled();
    await visit.write('Waved from afar');
    await visit.recorded('Waved from afar');
    await expect.poll(() => preflights).toEqual(['/trpc/anon.login', '/trpc/preferences.get,cart.get,anon.me,history.list,items.list', '/trpc/items.addAction']);
    await visit.write('Waved again');
    await visit.recorded('Waved again');
    await visit.page.reload();
    expect(await visit.settled()).toBe(anonId);
    expect(preflights).toHaveLength(3);
    expect(await api.actions(anonId)).toEqual(['Waved from afar', 'Waved again']);
    expect(await visitor.context.cookies()).toEqual([]);
    const headers = await Promise.all(visit.requests.map((request) => request.allHeaders()));
    expect(headers.filter((header) => 'cookie' in header)).toEqual([]);
  });

  it('may download what is held on its visitor', async () => {
    await using _api = await servePage({ PORT: apiPort, CORS_ORIGINS: host.origin });
    await using visitor = await newVisitor();
    const visit = await visitor.open(host.origin);
    await visit.settled();
    await visit.page.getByRole('contentinfo').scrollIntoViewIfNeeded();
    const [download] = await Promise.all([visit.page.waitForEvent('download'), visit.button('Download everything we hold').click()]);
    expect(download.suggestedFilename()).toMatch(/^passerby-.*\.json$/);
  });

  it('may read why it was refused, and starts afresh', async () => {
    await using api = await servePage({ PORT: apiPort, CORS_ORIGINS: host.origin });
    await using visitor = await newVisitor();
    const visit = await visitor.open(host.origin);
    const earlier = await visit.settled();
    api.clock.turn({ days: 61 });
    await visit.page.reload();
    await visit.notice('You were away for so long that your earlier session ran out, so you start afresh.').waitFor();
    expect(await visit.settled()).not.toBe(earlier);
  });

  it('that is not listed gets no answer, and says that there is no connection', async () => {
    await using api = await servePage({ PORT: apiPort, CORS_ORIGINS: 'https://shop.example' });
    await using visitor = await newVisitor();
    const visit = await visitor.open(host.origin);
    await visit.notice('No connection').waitFor();
    expect(await api.visitors()).toEqual([]);
  });

  it('says so while its server is down at the first visit, and recovers by itself with one visitor', async () => {
    await using visitor = await newVisitor();
    const visit = await visitor.open(host.origin);
    await visit.notice('No connection').waitFor();
    await using api = await servePage({ PORT: apiPort, CORS_ORIGINS: host.origin });
    const anonId = await visit.settled();
    await visit.notice('No connection').waitFor({ state: 'detached' });
    expect(await api.visitors()).toEqual([anonId]);
    await visit.write('Waited for you');
    await visit.recorded('Waited for you');
  });
});
