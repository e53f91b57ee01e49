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

  /** The card of an item in the catalogue. */
  card(title: string): Locator {
    return this.region('Your items').getByRole('article').filter({ has: this.page.getByRole('heading', { name: title, exact: true }) });
  }

  /** Opens an item by its card and resolves when it shows. */
  async look(title: string): Promise<Locator> {
    await this.card(title).getByRole('link', { name: title }).click();
    const item = this.page.getByRole('dialog', { name: title });
    await item.waitFor();
    return item;
  }

  async addToCart(title: string): Promise<void> {
    await this.card(title).getByRole('button', { name: `Add to cart: ${title}` }).click();
  }

  /** Opens the cart and resolves when it shows. */
  async openCart(): Promise<Locator> {
    await this.cartButton.click();
    const cart = this.page.getByRole('dialog', { name: 'Your cart' });
    await cart.waitFor();
    return cart;
  }

  /** Its name tells how many pieces are in the cart. */
  get cartButton(): Locator {
    return this.page.getByRole('button', { name: /^Cart · / });
  }

  /** Resolves when the cart holds so many pieces, as far as the page knows. */
  async pieces(count: number): Promise<void> {
    await this.page.getByRole('button', { name: `Cart · ${count} ${count === 1 ? 'piece' : 'pieces'}` }).waitFor();
  }

  /** What was viewed last, newest first. */
  get viewed(): Locator {
    return this.region('Recently viewed').getByRole('listitem');
  }

  /** Leaves the dialog on top. */
  async leave(dialog: Locator): Promise<void> {
    await this.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  }

  /** Resolves when a message says this. */
  async told(text: string): Promise<void> {
    await this.region('Messages').getByText(text).waitFor();
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
