import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPage, hostPage, type PageHost } from '../support/built-page.ts';
import { type PageServer, servePage } from '../support/page-server.ts';
import { useBrowser } from '../support/use-browser.ts';
import type { Visitor } from '../support/visit.ts';

const newVisitor = useBrowser();

const COOKIE = '__Host-passerby';

/** Two builds of the page: for the server's own origin, and for one beside it on the same site. */
let own: PageHost;
let beside: PageHost;
let apiPort: string;
beforeAll(async () => {
  own = await hostPage();
  beside = await hostPage();
  await using api = await servePage();
  apiPort = new URL(api.origin).port;
  await buildPage(own.folder, { VITE_SESSION_MODE: 'cookie' });
  await buildPage(beside.folder, { VITE_SESSION_MODE: 'cookie', VITE_API_URL: api.origin });
});
afterAll(async () => {
  await own[Symbol.asyncDispose]();
  await beside[Symbol.asyncDispose]();
});

function serveCookies(): Promise<PageServer> {
  return servePage({ PORT: apiPort, SESSION_COOKIE: 'true', CORS_ORIGINS: beside.origin });
}

/** A visitor who is given the page that was built for cookies, on the server's own origin. */
async function newCookieVisitor({ origin }: PageServer): Promise<Visitor> {
  const visitor = await newVisitor();
  await visitor.context.route(
    (url) => url.origin === origin && !url.pathname.startsWith('/trpc'),
    (route) => route.fulfill({ path: join(own.folder, new URL(route.request().url()).pathname.replace(/^\/$/, '/index.html')) }),
  );
  return visitor;
}

/** Everything that a script of the page can get at, as text. */
function readable(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const databases = await indexedDB.databases();
    const caches = await globalThis.caches.keys();
    return [document.cookie, ...Object.entries({ ...localStorage }).flat(), ...Object.entries({ ...sessionStorage }).flat(), ...databases.map(({ name }) => name ?? ''), ...caches];
  });
}

describe('in cookie mode', () => {
  it('the refresh token is in a cookie that no script reads, and nothing is in any storage', async () => {
    await using server = await serveCookies();
    await using visitor = await newCookieVisitor(server);
    const visit = await visitor.open(server.origin);
    await visit.settled();
    const cookies = await visitor.context.cookies();
    expect(cookies).toMatchObject([{ name: COOKIE, httpOnly: true, secure: true, sameSite: 'Strict', path: '/', domain: '127.0.0.1' }]);
    expect(await readable(visit.page)).toEqual(['']);
    const logins = visit.requests.filter((request) => request.url().endsWith('/anon.login'));
    const answer = await (await logins[0]?.response())?.text();
    expect(answer).not.toContain(cookies[0]?.value);
    expect([logins.length, visit.faults]).toEqual([1, []]);
  });

  it('a visitor is known again after a reload, and when script-made storage was cleared', async () => {
    await using server = await serveCookies();
    await using visitor = await newCookieVisitor(server);
    const visit = await visitor.open(server.origin);
    const anonId = await visit.settled();
    await visit.write('Kept in the kitchen');
    await visit.recorded('Kept in the kitchen');
    await visit.page.evaluate(() => localStorage.clear());
    await visit.page.reload();
    await visit.page.getByRole('heading', { level: 1, name: 'Good to see you again' }).waitFor();
    expect(await visit.settled()).toBe(anonId);
    await visit.recorded('Kept in the kitchen');
    expect([visit.calls('anon.login'), await server.visitors(), await readable(visit.page)]).toEqual([1, [anonId], ['']]);
  });

  it('an expired access token is renewed without the visitor noticing', async () => {
    await using server = await serveCookies();
    await using visitor = await newCookieVisitor(server);
    const visit = await visitor.open(server.origin);
    const anonId = await visit.settled();
    server.clock.turn({ minutes: 11 });
    await visit.write('Still the same');
    await visit.recorded('Still the same');
    expect([await server.actions(anonId), visit.calls('anon.login')]).toEqual([['Still the same'], 1]);
  });

  it('ten tabs opened at once on a fresh profile are one visitor', async () => {
    await using server = await serveCookies();
    await using visitor = await newCookieVisitor(server);
    const tabs = await Promise.all(Array.from({ length: 10 }, () => visitor.tab()));
    await Promise.all(tabs.map((tab) => tab.page.goto(server.origin)));
    const ids = await Promise.all(tabs.map((tab) => tab.settled()));
    expect(await server.visitors()).toEqual([...new Set(ids)]);
  });

  it('sign-out takes the cookie away, and who comes next is somebody new', async () => {
    await using server = await serveCookies();
    await using visitor = await newCookieVisitor(server);
    const visit = await visitor.open(server.origin);
    const earlier = await visit.settled();
    await visit.forgetMe();
    await visit.page.getByRole('heading', { level: 1, name: 'You are forgotten' }).waitFor();
    await expect.poll(() => visitor.context.cookies()).toEqual([]);
    await visit.page.reload();
    await visit.page.getByRole('heading', { level: 1, name: 'Nice to meet you' }).waitFor();
    expect(await visit.settled()).not.toBe(earlier);
  });

  it('a visitor whose session was revoked is somebody new, and is told why', async () => {
    await using server = await serveCookies();
    await using visitor = await newCookieVisitor(server);
    const visit = await visitor.open(server.origin);
    const earlier = await visit.settled();
    const [cookie] = await visitor.context.cookies();
    await server.app.caller(null).anon.logout({ refreshToken: cookie?.value ?? '' });
    await visit.write('Hello?');
    await visit.notice('Your earlier session was ended from another device or by us, so you start afresh.').waitFor();
    expect(await visit.settled()).not.toBe(earlier);
  });

  it('a visitor whom the sweep has removed is somebody new on the next visit, by one login, and is told why once', async () => {
    await using server = await serveCookies();
    await using visitor = await newCookieVisitor(server);
    const before = await visitor.open(server.origin);
    const earlier = await before.settled();
    await before.page.close();
    server.clock.turn({ days: 91 });
    expect(await server.app.retention.sweep()).toMatchObject({ removed: 1 });
    const visit = await visitor.open(server.origin);
    await visit.notice('You are somebody new here').waitFor();
    await visit.notice('Your earlier visit and everything in it were removed, because you asked for it or were away for a long time. You start afresh.').waitFor();
    const anonId = await visit.settled();
    expect(anonId).not.toBe(earlier);
    await visit.page.reload();
    expect([await visit.settled(), await visit.notice('You are somebody new here').count()]).toEqual([anonId, 0]);
    expect([await server.visitors(), visit.calls('anon.login')]).toEqual([[anonId], 1]);
  });

  it('a page on another origin of the same site works as well', async () => {
    await using server = await serveCookies();
    await using visitor = await newVisitor();
    const visit = await visitor.open(beside.origin);
    const anonId = await visit.settled();
    await visit.page.reload();
    expect(await visit.settled()).toBe(anonId);
    await visit.write('From next door');
    await visit.recorded('From next door');
    expect([await server.actions(anonId), await readable(visit.page)]).toEqual([['From next door'], ['']]);
    expect((await visitor.context.cookies(server.origin)).map(({ name, httpOnly }) => [name, httpOnly])).toEqual([[COOKIE, true]]);
  });
});
