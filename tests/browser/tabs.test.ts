import { describe, expect, it } from 'vitest';
import { servePage } from '../support/page-server.ts';
import { ageStored, storedSession } from '../support/stored-record.ts';
import { useBrowser } from '../support/use-browser.ts';
import type { Visit, Visitor } from '../support/visit.ts';

const newVisitor = useBrowser();

const TEN = Array.from({ length: 10 }, (_, index) => index);

/** Ten tabs that show nothing yet, so that all of them start at the same moment. */
async function openTen(visitor: Visitor, origin: string): Promise<Visit[]> {
  const tabs = await Promise.all(TEN.map(() => visitor.tab()));
  await Promise.all(tabs.map((tab) => tab.page.goto(origin)));
  return tabs;
}

async function actInEach(tabs: readonly Visit[]): Promise<void> {
  await Promise.all(
    tabs.map(async (tab, index) => {
      await tab.write(`From tab ${index}`);
      await tab.recorded(`From tab ${index}`);
    }),
  );
}

describe('ten tabs opened at once', () => {
  it('on a fresh profile are one visitor', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const tabs = await openTen(visitor, server.origin);
    // A tab that takes over what another has just stored greets as one who comes back.
    await Promise.all(tabs.map((tab) => tab.page.getByRole('heading', { level: 1, name: /^(Nice to meet you|Good to see you again)$/ }).waitFor()));
    const ids = await Promise.all(tabs.map((tab) => tab.settled()));
    expect(await server.visitors()).toEqual([...new Set(ids)]);
    expect(await server.sessions()).toHaveLength(1);
    await actInEach(tabs);
    expect(await server.actions(ids[0] ?? '')).toHaveLength(10);
    expect(tabs.flatMap((tab) => tab.faults)).toEqual([]);
  });

  const FINDERS = [
    { finder: 'the tabs themselves find', isAged: true },
    { finder: 'only the server finds', isAged: false },
  ];

  it.each(FINDERS)('with a token that $finder expired make one new generation, and all of them work', async ({ isAged }) => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const first = await visitor.open(server.origin);
    const anonId = await first.settled();
    if (isAged) await ageStored(first.page, 2);
    server.clock.turn({ minutes: 20 });
    await first.page.close();
    const tabs = await openTen(visitor, server.origin);
    expect(new Set(await Promise.all(tabs.map((tab) => tab.settled())))).toEqual(new Set([anonId]));
    await actInEach(tabs);
    expect((await server.sessions()).map(({ gen, ended_at }) => [gen, ended_at])).toEqual([[2, null]]);
    expect(await server.visitors()).toEqual([anonId]);
    expect((await server.actions(anonId)).toSorted()).toEqual(TEN.map((index) => `From tab ${index}`));
    expect(tabs.flatMap((tab) => tab.faults)).toEqual([]);
  });
});

describe('two tabs', () => {
  it('use the token that one of them has fetched', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const [one, two] = [await visitor.open(server.origin), await visitor.open(server.origin)];
    await Promise.all([one.settled(), two.settled()]);
    server.clock.turn({ minutes: 11 });
    await one.write('First');
    await one.recorded('First');
    const { accessToken } = await storedSession(one.page);
    const sent = two.page.waitForRequest('**/trpc/items.addAction*');
    await two.write('Second');
    expect((await sent).headers()['authorization']).toBe(`Bearer ${accessToken}`);
    await two.recorded('Second');
    expect([one.calls('anon.refresh'), two.calls('anon.refresh')]).toEqual([1, 0]);
  });
});
