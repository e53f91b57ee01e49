import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page, Request } from 'playwright-core';

/** A page somebody looks at, with everything that went over the wire and what the browser complained of. */
export class Visit {
  readonly page: Page;
  readonly requests: Request[] = [];
  readonly said: string[] = [];
  /** Exceptions that nobody caught. */
  readonly faults: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on('request', (request) => this.requests.push(request));
    page.on('console', (message) => this.said.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => this.faults.push(error.message));
  }

  /** How many requests called this procedure, alone or in a batch. */
  calls(procedure: string): number {
    return this.requests.filter((request) => proceduresOf(request.url()).includes(procedure)).length;
  }

  region(name: string): Locator {
    return this.page.getByRole('region', { name });
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** What the visitor did, as the page tells it, newest first. Skeletons have no list items. */
  get history(): Locator {
    return this.region('What you did').getByRole('listitem');
  }

  /** Resolves to the visitor's id once the page shows everything it has on them. */
  async settled(): Promise<string> {
    await this.region('Your items').getByRole('article').first().waitFor();
    return this.region('Who you are here').getByRole('code').innerText();
  }

  async write(text: string): Promise<void> {
    await this.page.getByRole('textbox', { name: 'What did you do?' }).fill(text);
    await this.button('Record it').click();
  }

  /** Resolves when the page shows this and no longer says that it is on its way. */
  async recorded(text: string): Promise<void> {
    await this.history.filter({ hasText: text }).filter({ hasNotText: /sending|waiting/ }).first().waitFor();
  }

  async forgetMe(): Promise<void> {
    await this.button('Forget me on this device').click();
    await this.button('Forget me').click();
  }

  notice(title: string): Locator {
    return this.page.getByRole('status').getByText(title, { exact: true });
  }
}

/** A browser profile of its own: nothing is shared with other visitors. */
export class Visitor implements AsyncDisposable {
  readonly context: BrowserContext;

  constructor(context: BrowserContext) {
    this.context = context;
  }

  /** Opens one more tab, which shows nothing yet. */
  async tab(): Promise<Visit> {
    return new Visit(await this.context.newPage());
  }

  async open(address: string): Promise<Visit> {
    const visit = await this.tab();
    await visit.page.goto(address);
    return visit;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.context.close();
  }
}

/** Somebody who never was here. Reads English and sees no animations unless `options` says otherwise. */
export async function newVisitor(browser: Browser, options: BrowserContextOptions = {}): Promise<Visitor> {
  return new Visitor(await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options }));
}

function proceduresOf(address: string): string[] {
  const { pathname } = new URL(address);
  return pathname.startsWith('/trpc/') ? pathname.slice('/trpc/'.length).split(',') : [];
}
