import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { EraseReceipt, ExportDocument } from '../../shared/privacy.schema.ts';
import { type PageServer, servePage } from '../support/page-server.ts';
import { storedSession } from '../support/stored-record.ts';
import { useBrowser } from '../support/use-browser.ts';
import type { Visit, Visitor } from '../support/visit.ts';

const newVisitor = useBrowser();

/** Scrolls to the foot of the page, where the section is fetched. */
async function yourData(visit: Visit): Promise<void> {
  await visit.page.getByRole('contentinfo').scrollIntoViewIfNeeded();
  await visit.region('Your data').waitFor();
}

/** A new visitor's tab, at what is said of their data. */
async function openYourData(server: PageServer, visitor: Visitor) {
  const visit = await visitor.open(server.origin);
  const anonId = await visit.settled();
  await yourData(visit);
  return { visit, anonId };
}

async function eraseEverything(visit: Visit): Promise<void> {
  await yourData(visit);
  await visit.button('Erase everything').click();
  await visit.page.getByRole('dialog').getByRole('button', { name: 'Erase everything' }).click();
}

/** More than the visitor could do in a test, in one statement. */
async function insertActions(server: PageServer, anonId: string, count: number): Promise<void> {
  await server.app.store.write(async (trx) => {
    const series = sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count}) select ${anonId}, i, 'id-' || i, ${'x'.repeat(200)}, null, 1 from n`;
    await sql`insert into action (anon_id, seq, id, action, item_id, created_at) ${series}`.execute(trx);
  });
}

/** Stores preferences that no export gets past. */
async function spoilPreferences(server: PageServer, anonId: string): Promise<void> {
  const spoiled = { anon_id: anonId, document: 'no JSON', version: 1, updated_at: 1 };
  await server.app.store.write((trx) => trx.insertInto('preferences').values(spoiled).execute());
}

/** Asks for the download, which says that it failed and saves nothing. */
async function expectNotSaved(visit: Visit, said: string | RegExp): Promise<void> {
  let downloads = 0;
  visit.page.on('download', () => (downloads += 1));
  await visit.button('Download everything we hold').click();
  await visit.page.getByRole('status').getByText(said).waitFor();
  expect(downloads).toBe(0);
}

/** How the page looks and speaks, and what this browser remembers of that. */
function look(visit: Visit): Promise<(string | null)[]> {
  return visit.page.evaluate(() => {
    const html = document.documentElement;
    return [html.lang, html.getAttribute('data-mantine-color-scheme'), localStorage.getItem('passerby.language'), localStorage.getItem('passerby.color-scheme')];
  });
}

describe('the download', () => {
  it('is a file with everything that the visitor did', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    const anonId = await visit.settled();
    await visit.write('Kept a diary');
    await visit.recorded('Kept a diary');
    await visit.addToCart('Linen notebook');
    await visit.leave(await visit.look('Ceramic tea cup'));
    await visit.page.waitForLoadState('networkidle');
    await yourData(visit);
    const [download] = await Promise.all([visit.page.waitForEvent('download'), visit.button('Download everything we hold').click()]);
    expect(download.suggestedFilename()).toMatch(/^passerby-\d{4}-\d\d-\d\d\.json$/);
    const document = JSON.parse(await readFile(await download.path(), 'utf8')) as ExportDocument;
    expect([document.format, document.anonId]).toEqual(['passerby-visitor', anonId]);
    expect(document.data).toMatchObject({
      action: [{ action: 'Kept a diary' }],
      cart_line: [{ itemId: 'linen-notebook', quantity: 1 }],
      item_view: [{ itemId: 'ceramic-tea-cup' }],
    });
    await visit.page.getByText(`Saved as ${download.suggestedFilename()}.`).waitFor();
  });

  it('works with a token that has just run out', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const { visit, anonId } = await openYourData(server, visitor);
    server.clock.turn({ minutes: 11 });
    const [download] = await Promise.all([visit.page.waitForEvent('download'), visit.button('Download everything we hold').click()]);
    const document = JSON.parse(await readFile(await download.path(), 'utf8')) as ExportDocument;
    expect(document.anonId).toBe(anonId);
  });

  it('is whole when it comes in many pieces', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    const anonId = await visit.settled();
    await insertActions(server, anonId, 40_000);
    await yourData(visit);
    const [download] = await Promise.all([visit.page.waitForEvent('download'), visit.button('Download everything we hold').click()]);
    const text = await readFile(await download.path(), 'utf8');
    const { data, counts } = JSON.parse(text) as ExportDocument;
    expect([text.length > 10_000_000, counts['action'], data['action']?.length]).toEqual([true, 40_000, 40_000]);
    expect(new Set(data['action']?.map(({ id }) => id)).size).toBe(40_000);
  });

  it('that the server breaks off in the middle saves nothing, and says so', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const { visit, anonId } = await openYourData(server, visitor);
    await insertActions(server, anonId, 2_000);
    await spoilPreferences(server, anonId);
    const answered = visit.page.waitForResponse('**/privacy/export');
    await expectNotSaved(visit, 'The download broke off, so nothing was saved.');
    expect((await answered).status()).toBe(200);
  });

  it.each([
    ['ends in the middle of a row', '{"format":"passerby-visitor","version":1,"exportedAt":"2026-01-01T00:00:00.000Z","data":{"action":[{"text":"'],
    ['lacks its last byte', '{"format":"passerby-visitor","version":1,"exportedAt":"2026-01-01T00:00:00.000Z","data":{"action":[]},"counts":{"action":0}}'],
    ['is somebody else’s page', '<html>Welcome to our hotel</html>\n'],
  ])('that %s, which no connection tells, saves nothing, and says so', async (_, body) => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const { visit } = await openYourData(server, visitor);
    await visit.page.route('**/privacy/export', (route) => route.fulfill({ status: 200, contentType: 'application/json', body }), { times: 1 });
    await expectNotSaved(visit, 'The download broke off, so nothing was saved.');
  });

  it('that fails for a fault of the server names the error id', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const { visit, anonId } = await openYourData(server, visitor);
    await spoilPreferences(server, anonId);
    const answered = visit.page.waitForResponse('**/privacy/export');
    await expectNotSaved(visit, /^Something went wrong on our side, so nothing was saved\. Error id: [\w-]{8,}$/);
    const { error } = (await (await answered).json()) as { readonly error: { readonly data: { readonly errorId: string } } };
    await visit.page.getByText(`Error id: ${error.data.errorId}`).waitFor();
  });

  it('that the server cannot give just now says so', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const { visit } = await openYourData(server, visitor);
    const refusal = { error: { code: -32603, message: 'Too much to do just now.', data: { reason: 'OVERLOADED', httpStatus: 503 } } };
    await visit.page.route('**/privacy/export', (route) => route.fulfill({ status: 503, json: refusal }), { times: 1 });
    await expectNotSaved(visit, 'The server cannot give it out just now, so nothing was saved. Try again a little later.');
  });

  it('without a network says so, and works when it is back', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const { visit } = await openYourData(server, visitor);
    await visitor.context.setOffline(true);
    await expectNotSaved(visit, 'We could not reach the server, so nothing was saved.');
    await visitor.context.setOffline(false);
    await Promise.all([visit.page.waitForEvent('download'), visit.button('Download everything we hold').click()]);
  });

  it('whose token has run out and cannot be renewed just now blames the connection, not the visitor', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const { visit, anonId } = await openYourData(server, visitor);
    server.clock.turn({ minutes: 11 });
    await visit.page.route('**/trpc/anon.refresh*', (route) => route.abort('connectionreset'));
    await expectNotSaved(visit, 'We could not reach the server, so nothing was saved.');
    await visit.page.unrouteAll();
    const [download] = await Promise.all([visit.page.waitForEvent('download'), visit.button('Download everything we hold').click()]);
    const document = JSON.parse(await readFile(await download.path(), 'utf8')) as ExportDocument;
    expect(document.anonId).toBe(anonId);
  });
});

describe('erasing everything', () => {
  it('asks first', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const { visit, anonId } = await openYourData(server, visitor);
    await visit.button('Erase everything').click();
    await visit.button('Keep my data').click();
    expect([await visit.settled(), await server.visitors(), visit.calls('privacy.erase')]).toEqual([anonId, [anonId], 0]);
  });

  it('leaves nothing behind, and every tab goes on as a stranger and says why', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const [visit, other] = [await visitor.open(server.origin), await visitor.open(server.origin)];
    const earlier = await visit.settled();
    await other.settled();
    await visit.write('A private matter');
    await visit.recorded('A private matter');
    await visit.addToCart('Linen notebook');
    await visit.leave(await visit.look('Ceramic tea cup'));
    await other.recorded('A private matter');
    await visit.page.waitForLoadState('networkidle');
    const answered = visit.page.waitForResponse(/privacy\.erase/);
    await eraseEverything(visit);
    const [{ result }] = (await (await answered).json()) as [{ readonly result: { readonly data: EraseReceipt } }];
    const { receiptId, counts } = result.data;
    const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
    for (const [tab, why] of [[visit, 'Everything about you was erased, as you asked'], [other, 'Your earlier visit and everything in it were removed']] as const) {
      await tab.notice('You are somebody new here').waitFor();
      await tab.page.getByRole('status').getByText(why).waitFor();
      await tab.page.getByText('Nothing yet').waitFor();
      await tab.pieces(0);
      expect(await tab.viewed.count()).toBe(0);
    }
    await visit.page.getByRole('status').getByText(new RegExp(`^Receipt ${receiptId}, .*: ${rows} records removed$`)).waitFor();
    const anonId = await visit.settled();
    expect(anonId).not.toBe(earlier);
    expect([await other.settled(), await server.visitors()]).toEqual([anonId, [anonId]]);
    expect(await server.actions(earlier)).toEqual([]);
  });

  it('whose answer is lost is done all the same, and the page says so', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    const earlier = await visit.settled();
    await visit.page.route(
      '**/trpc/privacy.erase*',
      async (route) => {
        await route.fetch();
        await route.abort('connectionreset');
      },
      { times: 1 },
    );
    await eraseEverything(visit);
    await visit.notice('You are somebody new here').waitFor();
    expect(await visit.settled()).not.toBe(earlier);
    expect(await visit.region('Messages').getByText('was not recorded').count()).toBe(0);
  });

  it('has this browser forget at once how the visitor liked things, also while no stranger can follow', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor({ locale: 'zh-CN' });
    const visit = await visitor.open(server.origin);
    for (const name of ['English', 'Dark']) await visit.page.getByRole('radio', { name, exact: true }).check({ force: true });
    await visit.settled();
    await visit.page.waitForLoadState('networkidle');
    expect(await look(visit)).toEqual(['en', 'dark', 'en', 'dark']);
    await visit.page.route('**/trpc/anon.login*', (route) => route.abort('connectionreset'));
    await eraseEverything(visit);
    await expect.poll(() => look(visit)).toEqual(['zh-CN', 'light', null, null]);
  });

  it('elsewhere has every tab here forget it too, and the stranger who follows meets the page as the browser prefers', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor({ colorScheme: 'dark' });
    const visit = await visitor.open(server.origin);
    await visit.settled();
    await visit.page.getByRole('radio', { name: 'Light' }).check({ force: true });
    await visit.page.getByRole('radio', { name: '简体中文' }).check({ force: true });
    await visit.page.waitForLoadState('networkidle');
    const other = await visitor.open(server.origin);
    await expect.poll(() => look(other)).toEqual(['zh-CN', 'light', 'zh', 'light']);
    const { accessToken } = await storedSession(visit.page);
    await server.app.caller(accessToken).privacy.erase();
    await visit.page.reload();
    for (const tab of [visit, other]) await expect.poll(() => look(tab)).toEqual(['en', 'dark', null, null]);
  });

  it('gives a receipt for that removal alone: a later one, which nobody asked for here, shows none', async () => {
    await using server = await servePage();
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    await visit.settled();
    await eraseEverything(visit);
    await visit.page.getByRole('status').getByText('Receipt').waitFor();
    await visit.settled();
    const { accessToken } = await storedSession(visit.page);
    await server.app.caller(accessToken).privacy.erase();
    await visit.write('Where was I?');
    await visit.page.getByRole('status').getByText('because you asked for it or were away for a long time').waitFor();
    expect(await visit.page.getByText('Receipt').count()).toBe(0);
  });
});
