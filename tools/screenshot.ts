import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { createApp } from '../server/app.ts';
import { loadConfig } from '../server/config.ts';
import { launchBrowser } from '../tests/support/browser.ts';
import { encodePng } from './png.ts';

const FILE = join(import.meta.dirname, '../docs/screenshot.png');
const SIZE = { width: 1280, height: 960 };
const HOUR_MS = 3_600_000;

/** What the visitor did, and how many hours ago: a press on the nth card, or words. */
const STORY = [
  { hoursAgo: 75, card: 4, press: 'View' },
  { hoursAgo: 75, card: 4, press: 'Like' },
  { hoursAgo: 51, words: 'Walked the long way home' },
  { hoursAgo: 28, card: 7, press: 'View' },
  { hoursAgo: 28, card: 7, press: 'Save' },
  { hoursAgo: 3, card: 1, press: 'Like' },
] as const;

/** Takes the picture of the README: the built page, as it greets a visitor who comes back after three days. */
async function takeScreenshot(): Promise<void> {
  let hoursAgo = 0;
  const clock = { now: () => Date.now() - hoursAgo * HOUR_MS };
  const environment = { PORT: '0', HOST: '127.0.0.1', DATABASE_URL: 'file::memory:', PASSERBY_SECRET: randomBytes(48).toString('base64'), LOG_LEVEL: 'error' };
  await using app = await createApp(loadConfig(environment), { clock, drainMs: 0 });
  const address = await app.listen();
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: SIZE, locale: 'en-GB', colorScheme: 'light', reducedMotion: 'reduce' });
    hoursAgo = 75;
    await page.goto(address);
    for (const [count, step] of STORY.entries()) {
      ({ hoursAgo } = step);
      await act(page, step, count);
    }
    hoursAgo = 0;
    await page.reload();
    // A face that most readers' systems come close to, where this machine has it.
    await page.addStyleTag({ content: '* { --mantine-font-family: Inter, system-ui !important; --mantine-font-family-headings: Inter, system-ui !important; }' });
    await page.getByRole('article').first().waitFor();
    await page.evaluate(() => scrollTo(0, 0));
    const pixels = await readPixels(browser, await page.screenshot());
    await writeFile(FILE, encodePng(SIZE.width, pixels));
  } finally {
    await browser.close();
  }
}

async function act(page: Page, step: (typeof STORY)[number], count: number): Promise<void> {
  const cards = page.getByRole('article');
  await cards.first().waitFor();
  if ('words' in step) {
    await page.getByRole('textbox').fill(step.words);
    await page.getByRole('button', { name: 'Record it' }).click();
  } else {
    await cards.nth(step.card).getByRole('button', { name: step.press }).click();
  }
  const history = page.getByRole('region', { name: 'What you did' }).getByRole('listitem');
  await history.nth(count).waitFor();
  await history.filter({ hasText: 'sending' }).waitFor({ state: 'detached' });
}

/** The pixels of a picture, four bytes each. */
async function readPixels(browser: Browser, png: Buffer): Promise<Buffer> {
  const page = await browser.newPage();
  const base64 = await page.evaluate(async (source) => {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${source}`)).blob());
    const drawing = new OffscreenCanvas(image.width, image.height).getContext('2d');
    drawing?.drawImage(image, 0, 0);
    const pixels = drawing?.getImageData(0, 0, image.width, image.height).data ?? [];
    return btoa(Array.from(pixels, (value) => String.fromCharCode(value)).join(''));
  }, png.toString('base64'));
  return Buffer.from(base64, 'base64');
}

await takeScreenshot();
