import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type LaunchOptions } from 'playwright-core';

const PLACES: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: [
    '/usr/bin/google-chrome-stable',
    '/usr/bin/google-chrome',
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/snap/bin/chromium',
    '/opt/google/chrome/chrome',
  ],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    join(process.env['HOME'] ?? '', 'Applications/Google Chrome.app/Contents/MacOS/Google Chrome'),
  ],
  win32: ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].map((name) =>
    join(process.env[name] ?? 'C:\\', 'Google/Chrome/Application/chrome.exe'),
  ),
};

/** Searched before the bundled libraries, which are there for what is missing. */
const SYSTEM_LIBRARIES = ['/usr/lib/x86_64-linux-gnu', '/lib/x86_64-linux-gnu', '/usr/lib64', '/lib64', '/usr/lib', '/lib'];

/** No browser on this machine that the tests could drive. */
export class BrowserMissing extends Error {
  override readonly name = 'BrowserMissing';
}

/**
 * Starts a headless Chromium: the machine's own, or on Linux x64 the one that came with the dependencies. One browser
 * per test file, `browser.newContext()` for every visitor; `await using` closes it.
 */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch(await launchOptions());
}

/** Starts the same browser on a profile folder, which keeps what it stores when the browser is closed. */
export async function openProfile(folder: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, await launchOptions());
}

async function launchOptions(): Promise<LaunchOptions> {
  const found = findBrowser();
  if (found !== null) return { executablePath: found };
  if (process.platform === 'linux' && process.arch === 'x64') return bundledOptions();
  throw new BrowserMissing('The browser tests need Chrome or Chromium: install one, or set CHROME_PATH to its executable.');
}

function findBrowser(): string | null {
  const named = process.env['CHROME_PATH'];
  if (named === undefined || named === '') return PLACES[process.platform]?.find((path) => existsSync(path)) ?? null;
  if (existsSync(named)) return named;
  throw new BrowserMissing(`CHROME_PATH names ${named}, where there is nothing.`);
}

/** Unpacked into the temporary folder on first use; needs no library or font that a bare Linux lacks. */
async function bundledOptions(): Promise<LaunchOptions> {
  const { default: bundled, inflate } = await import('@sparticuz/chromium');
  const executablePath = await bundled.executablePath();
  const libraries = join(await inflate(fileURLToPath(new URL('../bin/al2023.tar.br', import.meta.resolve('@sparticuz/chromium')))), 'lib');
  const hasFonts = existsSync('/etc/fonts/fonts.conf');
  // Its own list of flags stays out: it switches the same-origin policy off, and with it every test of CORS.
  return {
    executablePath,
    env: {
      ...process.env,
      LD_LIBRARY_PATH: [...SYSTEM_LIBRARIES, libraries].join(':'),
      ...(!hasFonts && { FONTCONFIG_PATH: join(tmpdir(), 'fonts') }),
    },
  };
}
