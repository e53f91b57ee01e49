import type { Page, Response } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { servePage } from '../support/page-server.ts';
import { storedSession } from '../support/stored-record.ts';
import { useBrowser } from '../support/use-browser.ts';

const newVisitor = useBrowser();

const BUDGET_BYTES = 150_000;

/** Everything of the page itself that was answered from now on, in bytes as they were sent, by path. */
function weighFiles(page: Page): () => Promise<ReadonlyMap<string, number>> {
  const answers: Response[] = [];
  page.on('response', (answer) => answers.push(answer));
  return async () => {
    const files = answers.filter((answer) => answer.ok() && !new URL(answer.url()).pathname.startsWith('/trpc/'));
    const weighed = files.map(async (file) => [new URL(file.url()).pathname, (await file.request().sizes()).responseBodySize] as const);
    return new Map(await Promise.all(weighed));
  };
}

function sum(files: ReadonlyMap<string, number>): number {
  return [...files.values()].reduce((total, bytes) => total + bytes, 0);
}

describe('what a page loads before anybody touches it', () => {
  it.each(['en-GB', 'zh-CN'])('weighs at most 150 kB for a first visitor who reads %s', async (locale) => {
    await using server = await servePage();
    await using visitor = await newVisitor({ locale });
    const visit = await visitor.tab();
    const weigh = weighFiles(visit.page);
    await visit.page.goto(server.origin);
    await visit.page.getByRole('article').first().waitFor();
    await visit.page.waitForLoadState('networkidle');
    const files = await weigh();
    expect(files.size).toBeGreaterThan(4);
    expect(sum(files)).toBeLessThanOrEqual(BUDGET_BYTES);
    // Sent as they were stored: an uncompressed page would be three times as heavy.
    expect(sum(files)).toBeGreaterThan(BUDGET_BYTES / 2);
    expect([...files.keys()].filter((path) => /cart-drawer|item-dialog|privacy-section|schema/.test(path))).toEqual([]);
  });

  it('weighs at most 150 kB for who comes back and has viewed things', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    await visit.settled();
    const { accessToken } = await storedSession(visit.page);
    await server.app.caller(accessToken).history.record({ itemId: 'ceramic-tea-cup' });
    const devtools = await visitor.context.newCDPSession(visit.page);
    await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
    const weigh = weighFiles(visit.page);
    await visit.page.reload();
    await visit.viewed.first().waitFor();
    await visit.page.waitForLoadState('networkidle');
    expect(sum(await weigh())).toBeLessThanOrEqual(BUDGET_BYTES);
  });
});
