import { describe, expect, it } from 'vitest';
import { servePage } from '../support/page-server.ts';
import { recordAlarms } from '../support/record-alarms.ts';
import { storedSession } from '../support/stored-record.ts';
import { useBrowser } from '../support/use-browser.ts';

const newVisitor = useBrowser();

describe('a first visit', () => {
  it('logs in exactly once and shows no error for a moment', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.tab();
    const alarms = await recordAlarms(visit.page);
    await visit.page.goto(server.origin);
    await visit.page.getByRole('heading', { level: 1, name: 'Nice to meet you' }).waitFor();
    const anonId = await visit.settled();
    await visit.page.waitForLoadState('networkidle');
    expect(await server.visitors()).toEqual([anonId]);
    expect([visit.calls('anon.login'), visit.calls('anon.refresh')]).toEqual([1, 0]);
    expect(await alarms()).toEqual([]);
    expect([visit.said, visit.faults]).toEqual([[], []]);
  });

  it('fetches who the visitor is and everything of theirs in one request', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    await visit.settled();
    const paths = visit.requests.map((request) => new URL(request.url()).pathname).filter((path) => path.startsWith('/trpc/'));
    expect(paths).toHaveLength(2);
    expect(paths[0]).toBe('/trpc/anon.login');
    expect(paths[1]?.slice('/trpc/'.length).split(',').toSorted()).toEqual(['anon.me', 'cart.get', 'history.list', 'items.list', 'preferences.get']);
  });

  it('is kept apart from that of another visitor', async () => {
    await using server = await servePage();
    await using ann = await newVisitor();
    await using ben = await newVisitor();
    const [hers, his] = [await ann.open(server.origin), await ben.open(server.origin)];
    const ids = [await hers.settled(), await his.settled()];
    await hers.write('Fed the neighbour’s cat');
    await hers.recorded('Fed the neighbour’s cat');
    await his.write('Mended a chair');
    await his.recorded('Mended a chair');
    await Promise.all([hers.page.reload(), his.page.reload()]);
    expect([await hers.settled(), await his.settled()]).toEqual(ids);
    expect(await hers.history.allInnerTexts()).toEqual([expect.stringContaining('Fed the neighbour’s cat')]);
    expect(await his.history.allInnerTexts()).toEqual([expect.stringContaining('Mended a chair')]);
    expect(new Set(ids)).toEqual(new Set(await server.visitors()));
    expect(ids[0]).not.toBe(ids[1]);
  });
});

describe('a whole visit', () => {
  it('asks no other host for anything, and puts no token into an address, the console or the page', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    await visit.settled();
    const first = await storedSession(visit.page);
    await visit.page.getByRole('article').first().getByRole('button', { name: 'Like' }).click();
    await visit.recorded('Liked');
    server.clock.turn({ minutes: 11 });
    await visit.page.reload();
    await visit.settled();
    const second = await storedSession(visit.page);
    expect(second.accessToken).not.toBe(first.accessToken);
    const shown = await visit.page.content();
    await visit.forgetMe();
    await visit.page.getByRole('heading', { level: 1, name: 'You are forgotten' }).waitFor();

    const addresses = visit.requests.map((request) => request.url());
    expect(addresses.filter((address) => !address.startsWith(`${server.origin}/`) && !address.startsWith('data:'))).toEqual([]);
    const seen = [...addresses, ...visit.requests.map((request) => request.headers()['referer'] ?? ''), ...visit.said, ...visit.faults, shown, await visit.page.content()];
    for (const { accessToken, refreshToken } of [first, second]) {
      expect(seen.filter((text) => text.includes(accessToken) || text.includes(refreshToken))).toEqual([]);
    }
  });
});
