import { describe, expect, it } from 'vitest';
import { setDeviceClock } from '../support/device-clock.ts';
import { holdAnswers } from '../support/held-answers.ts';
import { type PageServer, servePage } from '../support/page-server.ts';
import { storedSession } from '../support/stored-record.ts';
import { useBrowser } from '../support/use-browser.ts';
import type { Visit, Visitor } from '../support/visit.ts';

const newVisitor = useBrowser();

const AWAY_DAYS = 91;
const TITLE = 'You are somebody new here';
const WHY = 'Your earlier visit and everything in it were removed, because you asked for it or were away for a long time. You start afresh.';

const LANGUAGES = [
  { locale: 'en-GB', title: TITLE, why: WHY, gotIt: 'Got it', greeting: 'Nice to meet you', emptyCart: 'Cart · 0 pieces', emptyHistory: 'Nothing yet' },
  {
    locale: 'zh-CN',
    title: '你现在是一位新访客',
    why: '你之前的到访记录及其全部内容已被移除：可能是你要求的，也可能是因为你很久没有来。因此从头开始。',
    gotIt: '知道了',
    greeting: '初次见面，你好',
    emptyCart: '购物车 · 0 件',
    emptyHistory: '还什么都没有',
  },
];

/** Leaves rows of a visitor wherever the shop keeps any. Returns the visitor's id. */
async function shop(server: PageServer, visit: Visit): Promise<string> {
  await visit.page.getByRole('article').first().waitFor();
  const { anonId, accessToken } = await storedSession(visit.page);
  const { items, cart, history } = server.app.caller(accessToken);
  await items.addAction({ action: 'A private matter' });
  await cart.add({ itemId: 'linen-notebook', quantity: 2 });
  await history.record({ itemId: 'ceramic-tea-cup' });
  return anonId;
}

/** Nobody is here for longer than the shop remembers, and then it is swept. */
async function sweepLater(server: PageServer): Promise<void> {
  server.clock.turn({ days: AWAY_DAYS });
  expect(await server.app.retention.sweep()).toMatchObject({ outcome: 'done', removed: 1, rows: { cart_line: 1, action: 1, item_view: 1 } });
}

/** A tab of a visitor who has shopped, showing it. */
async function openShopped(server: PageServer, visitor: Visitor): Promise<{ readonly visit: Visit; readonly earlier: string }> {
  const visit = await visitor.open(server.origin);
  const earlier = await shop(server, visit);
  await visit.page.reload();
  await expectShopped(visit);
  return { visit, earlier };
}

/** Two tabs of a visitor who has shopped, showing it, after the sweep. */
async function openTwoSwept(server: PageServer, visitor: Visitor) {
  const { visit, earlier } = await openShopped(server, visitor);
  const other = await visitor.open(server.origin);
  await expectShopped(other);
  await sweepLater(server);
  return { visit, other, earlier };
}

async function expectShopped(tab: Visit): Promise<void> {
  await tab.recorded('A private matter');
  await tab.viewed.first().waitFor();
  await tab.pieces(2);
}

async function expectAfresh(tab: Visit): Promise<void> {
  await tab.notice(TITLE).waitFor();
  await tab.notice(WHY).waitFor();
  await tab.page.getByText('Nothing yet').waitFor();
  await tab.pieces(0);
  expect([await tab.history.count(), await tab.viewed.count()]).toEqual([0, 0]);
}

async function expectOneNewVisitor(server: PageServer, tabs: readonly Visit[], earlier: string): Promise<void> {
  await Promise.all(tabs.map(expectAfresh));
  const [anonId = '', ...others] = await Promise.all(tabs.map((tab) => tab.settled()));
  expect(anonId).not.toBe(earlier);
  expect([others, await server.visitors(), await server.sessions()]).toEqual([[anonId], [anonId], [{ gen: 1, ended_at: null }]]);
}

describe('a visitor whom the sweep has removed', () => {
  it.each(LANGUAGES)('and who opens the shop again is somebody new, by one login, and is told why once: $locale', async ({ locale, ...said }) => {
    await using server = await servePage();
    await using visitor = await newVisitor({ locale });
    const before = await visitor.open(server.origin);
    const earlier = await shop(server, before);
    await before.page.close();
    await sweepLater(server);
    await setDeviceClock(visitor.context, { days: AWAY_DAYS });
    const visit = await visitor.open(server.origin);
    await visit.notice(said.title).waitFor();
    await visit.notice(said.why).waitFor();
    await visit.page.getByRole('heading', { level: 1, name: said.greeting }).waitFor();
    await visit.button(said.emptyCart).waitFor();
    await visit.page.getByText(said.emptyHistory).waitFor();
    await visit.page.waitForLoadState('networkidle');
    const { anonId } = await storedSession(visit.page);
    expect(anonId).not.toBe(earlier);
    expect([await server.visitors(), visit.calls('anon.login')]).toEqual([[anonId], 1]);
    await visit.button(said.gotIt).click();
    await visit.notice(said.title).waitFor({ state: 'detached' });
    await visit.page.reload();
    await visit.button(said.emptyCart).waitFor();
    await visit.page.waitForLoadState('networkidle');
    expect([await visit.notice(said.title).count(), (await storedSession(visit.page)).anonId, visit.calls('anon.login')]).toEqual([0, anonId, 1]);
  });

  it('in an open tab goes on as somebody new with the next act, which is not recorded for them, and is told so', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const { visit, earlier } = await openShopped(server, visitor);
    await sweepLater(server);
    await visit.write('Where was I?');
    await visit.told('“Where was I?” was not recorded: your session was over.');
    await expectAfresh(visit);
    const anonId = await visit.settled();
    expect(anonId).not.toBe(earlier);
    await visit.write('Here I am');
    await visit.recorded('Here I am');
    expect([await server.visitors(), await server.actions(anonId), visit.calls('anon.login')]).toEqual([[anonId], ['Here I am'], 2]);
    await visit.button('Got it').click();
    await visit.notice(TITLE).waitFor({ state: 'detached' });
    await visit.page.reload();
    await visit.recorded('Here I am');
    expect([await visit.notice(TITLE).count(), visit.calls('anon.login')]).toEqual([0, 2]);
  });

  it('in two open tabs is the same new visitor in both, by the act of one', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const { visit, other, earlier } = await openTwoSwept(server, visitor);
    await visit.addToCart('Walnut desk lamp');
    await expectOneNewVisitor(server, [visit, other], earlier);
    // Either of them may log in, or both: with the one key that they agreed on.
    expect([visit.calls('anon.login') <= 2, other.calls('anon.login') <= 1]).toEqual([true, true]);
  });

  it('in two open tabs is one new visitor also when both log in', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const { visit, other, earlier } = await openTwoSwept(server, visitor);
    const logins = await Promise.all([visit, other].map((tab) => holdAnswers(tab.page, 'anon.login')));
    await Promise.all([visit, other].map((tab) => tab.addToCart('Walnut desk lamp')));
    await Promise.all(logins.map((login) => login.arrived()));
    for (const login of logins) login.release();
    await expectOneNewVisitor(server, [visit, other], earlier);
  });
});
