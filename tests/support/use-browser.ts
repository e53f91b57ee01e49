import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { launchBrowser } from './browser.ts';
import { newVisitor, type Visitor } from './visit.ts';

/** One browser for all tests of the file. Returns the function that brings a new visitor. */
export function useBrowser(): (options?: BrowserContextOptions) => Promise<Visitor> {
  let browser: Browser | null = null;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());
  return (options) => {
    if (browser === null) throw new ReferenceError('There is no browser before the first test.');
    return newVisitor(browser, options);
  };
}
