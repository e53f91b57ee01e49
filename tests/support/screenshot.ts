import { join } from 'node:path';
import { createTestApp } from './test-app.ts';
import { launchBrowser } from './browser.ts';

const FILE = join(import.meta.dirname, '../../docs/screenshot.png');
const VISIT = ['View Fountain pen', 'Like Indoor fern', 'Save Walnut desk lamp', 'Like Fountain pen', 'View Pour-over kettle'];

/** Takes the README's picture from the running app: build the page first (`npm run build`). */
async function takePicture(): Promise<void> {
  await using app = await createTestApp();
  const origin = await app.listen();
  await using browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: 1280, height: 980 }, locale: 'en-GB', colorScheme: 'light' });
  await page.clock.setFixedTime(app.clock.now());
  await page.goto(origin);
  await page.getByRole('button', { name: 'Show all 24 items' }).click();
  for (const name of VISIT) {
    app.clock.advance({ seconds: 40 });
    await page.getByRole('button', { name, exact: true }).click();
    await page.waitForLoadState('networkidle');
  }
  await page.clock.setFixedTime(app.clock.now() + 60_000);
  await page.reload();
  await page.getByRole('region', { name: 'What you did' }).getByText('Indoor fern').first().waitFor();
  await page.screenshot({ path: FILE });
}

await takePicture();
