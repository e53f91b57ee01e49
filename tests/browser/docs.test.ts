import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { createTestApp } from '../support/test-app.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

interface Visit extends AsyncDisposable {
  readonly page: Page;
  /** Addresses of every request the page made. */
  readonly requested: readonly string[];
  /** What the browser complained of: scripts that failed, what the content security policy refused. */
  readonly complaints: readonly string[];
}

async function openDocs(origin: string): Promise<Visit> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const requested: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => requested.push(request.url()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  await page.goto(`${origin}/docs`);
  await page.locator('#operations-anon-login').waitFor();
  return { page, requested, complaints, [Symbol.asyncDispose]: () => context.close() };
}

/** Opens an operation, presses "Try it out" and "Execute", and reads the live answer. */
async function tryOut(page: Page, operation: string): Promise<{ readonly status: string; readonly body: string }> {
  const block = page.locator(`#operations-${operation}`);
  await block.locator('.opblock-summary-control').click();
  await block.getByRole('button', { name: 'Try it out' }).click();
  await block.getByRole('button', { name: 'Execute' }).click();
  const answer: Locator = block.locator('.live-responses-table .response');
  const status = await answer.locator('.response-col_status').innerText();
  return { status: status.trim(), body: await answer.locator('.highlight-code code').first().innerText() };
}

async function authorize(page: Page, token: string): Promise<void> {
  await page.locator('.auth-wrapper').getByRole('button', { name: 'Authorize' }).click();
  const dialog = page.locator('.modal-ux');
  await dialog.locator('input').fill(token);
  await dialog.getByRole('button', { name: 'Apply credentials' }).click();
  await dialog.locator('.btn-done').click();
}

describe('/docs in a browser', () => {
  it('lists every operation and asks no other host for anything', async () => {
    await using app = await createTestApp();
    const origin = await app.listen();
    await using visit = await openDocs(origin);
    expect(await visit.page.title()).toBe('Passerby API');
    expect(await visit.page.locator('.opblock-summary-path').allInnerTexts()).toEqual(
      ['/anon/login', '/anon/refresh', '/anon/logout', '/anon/me', '/items/my_anonymous_items', '/items/add_action'].map((path) =>
        expect.stringContaining(path.split('/').at(-1) ?? ''),
      ),
    );
    await visit.page.waitForLoadState('networkidle');
    expect(visit.requested.length).toBeGreaterThan(4);
    expect(visit.requested.filter((url) => !url.startsWith(`${origin}/`) && !url.startsWith('data:'))).toEqual([]);
    expect(visit.complaints).toEqual([]);
  });

  it('logs in, takes the token under "Authorize", and calls with it', async () => {
    await using app = await createTestApp();
    await using visit = await openDocs(await app.listen());
    const { page } = visit;
    const login = await tryOut(page, 'anon-login');
    expect(login.status).toBe('200');
    const tokens = JSON.parse(login.body) as { access_token: string; anon_id: string };
    await authorize(page, tokens.access_token);
    expect((await tryOut(page, 'items-addAction')).body).toContain('"like"');
    const items = await tryOut(page, 'items-myAnonymousItems');
    expect(items.status).toBe('200');
    expect(JSON.parse(items.body)).toMatchObject({ anon_id: tokens.anon_id, previous_actions: ['like'] });
    expect(visit.complaints).toEqual([]);
  });

  it('shows why a call without a token is refused', async () => {
    await using app = await createTestApp();
    await using visit = await openDocs(await app.listen());
    const { status, body } = await tryOut(visit.page, 'items-myAnonymousItems');
    expect([status.split('\n')[0], JSON.parse(body).error.data.reason]).toEqual(['401', 'TOKEN_MISSING']);
  });
});
