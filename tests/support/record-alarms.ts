import type { Page } from 'playwright-core';

declare global {
  /** Filled by `recordAlarms`. */
  var alarms: string[] | undefined;
}

/** Runs in the page: after every change of the document, notes what its alerts and status regions say. */
function watch(): void {
  const alarms: string[] = [];
  globalThis.alarms = alarms;
  new MutationObserver(() => {
    for (const alarm of document.querySelectorAll('[role=alert], [role=status] *')) {
      const text = alarm.textContent?.trim() ?? '';
      if (text !== '' && alarms.at(-1) !== text) alarms.push(text);
    }
  }).observe(document, { childList: true, subtree: true, characterData: true });
}

/** Remembers every error and notice of the documents to come, however briefly it stood there. */
export async function recordAlarms(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(watch);
  return async () => (await page.evaluate(() => globalThis.alarms)) ?? [];
}
