import type { BrowserContext } from 'playwright-core';

const DAY_MS = 86_400_000;

/** Runs in the page, before any of its scripts: everything that reads the device's clock is `shiftMs` off. */
function shiftDate(shiftMs: number): void {
  const { timeOrigin } = performance;
  Object.defineProperty(performance, 'timeOrigin', { value: timeOrigin + shiftMs });
  globalThis.Date = new Proxy(Date, {
    construct: (Real, parts: [], newTarget) => Reflect.construct(Real, parts.length === 0 ? [Real.now() + shiftMs] : parts, newTarget),
    get: (Real, name) => (name === 'now' ? () => Real.now() + shiftMs : Reflect.get(Real, name)),
  });
}

/** Sets the clock of a visitor's device wrong, for the pages they open from now on. */
export async function setDeviceClock(context: BrowserContext, { days }: { readonly days: number }): Promise<void> {
  await context.addInitScript(shiftDate, days * DAY_MS);
}
