import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type PageServer, servePage } from '../support/page-server.ts';
import { useBrowser } from '../support/use-browser.ts';

const newVisitor = useBrowser();

const CLIENT = join(import.meta.dirname, '../../client');

/** One for all tests of the file: it bundles the libraries anew when it starts. */
let server: PageServer;
let known: string[];
beforeAll(async () => {
  server = await servePage({}, true);
});
beforeEach(async () => {
  known = await server.visitors();
});
afterAll(() => server[Symbol.asyncDispose]());

async function newcomers(): Promise<string[]> {
  return (await server.visitors()).filter((anonId) => !known.includes(anonId));
}

/** Saves a file of the page as it is, and resolves when the page has been told to take it anew. */
async function save(page: Page, file: string): Promise<void> {
  const told = page.waitForEvent('console', (message) => /\[vite\] (hot updated|page reload|connected)/.test(message.text()));
  const now = new Date();
  await utimes(join(CLIENT, file), now, now);
  await told;
}

describe('the page from its sources, where StrictMode runs every effect twice', () => {
  it('logs in once', async () => {
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    const anonId = await visit.settled();
    await visit.page.waitForLoadState('networkidle');
    expect([visit.calls('anon.login'), visit.calls('anon.refresh'), await newcomers()]).toEqual([1, 0, [anonId]]);
    expect(visit.faults).toEqual([]);
  });

  it('refreshes once', async () => {
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    const anonId = await visit.settled();
    server.clock.turn({ minutes: 11 });
    await visit.page.reload();
    expect(await visit.settled()).toBe(anonId);
    await visit.page.waitForLoadState('networkidle');
    expect([visit.calls('anon.login'), visit.calls('anon.refresh'), await newcomers()]).toEqual([1, 1, [anonId]]);
  });
});

describe('hot reload', () => {
  const FILES = ['anon/greeting.tsx', 'api/api-provider.tsx', 'session/session-provider.tsx', 'session/session-manager.ts', 'app.tsx'];

  it.each(FILES)('of %s keeps the visitor and what they did', async (file) => {
    await using visitor = await newVisitor();
    const visit = await visitor.open(server.origin);
    const anonId = await visit.settled();
    await visit.write('Before the change');
    await visit.recorded('Before the change');
    await save(visit.page, file);
    expect(await visit.settled()).toBe(anonId);
    await visit.write('After the change');
    await visit.recorded('After the change');
    await visit.recorded('Before the change');
    expect([visit.calls('anon.login'), await newcomers()]).toEqual([1, [anonId]]);
    expect(await server.actions(anonId)).toEqual(['Before the change', 'After the change']);
    expect(visit.faults).toEqual([]);
  });
});
