import { join } from 'node:path';
import { createTestApp } from './test-app.ts';
import { launchBrowser } from './browser.ts';

const FILE = join(import.meta.dirname, '../../docs/screenshot.png');
const VISIT = ['Like Ceramic tea cup', 'Like Indoor fern', 'Save Walnut desk lamp', 'Like Fountain pen', 'Add to cart: Wool travel blanket', 'Add to cart: Walnut desk lamp'];
const VIEWED = ['Pour-over kettle', 'Beeswax candle', 'Folding umbrella', 'Linen notebook'];

/** Takes the README's picture from the running app: build the page first (`npm run build`). */
async function takePicture(): Promise<void> {
  await using app = await createTestApp();
  const origin = await app.listen();
  await using browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: 1280, height: 1180 }, locale: 'en-GB', colorScheme: 'light' });
  await page.clock.setFixedTime(app.clock.now());
  await page.goto(origin);
  await page.getByRole('button', { name: 'Show all 24 items' }).click();
  for (const name of VISIT) {
    app.clock.advance({ seconds: 40 });
    await page.getByRole('button', { name, exact: true }).click();
    await page.waitForLoadState('networkidle');
  }
  for (const title of VIEWED) {
    app.clock.advance({ seconds: 40 });
    await page.getByRole('article').getByRole('link', { name: title, exact: true }).click();
    await page.getByRole('dialog', { name: title }).waitFor();
    await page.waitForLoadState('networkidle');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }
  await page.clock.setFixedTime(app.clock.now() + 60_000);
  await page.reload();
  await page.getByRole('region', { name: 'What you did' }).getByText('Indoor fern').first().waitFor();
  await page.getByRole('region', { name: 'Recently viewed' }).waitFor();
  await page.screenshot({ path: FILE });
}

await takePicture();
