import type { Page, Route } from 'playwright-core';

/** Answers that the server has given and the page does not have yet. */
export class HeldAnswers {
  readonly #arrived = Promise.withResolvers<void>();
  readonly #released = Promise.withResolvers<void>();

  /** Resolves when the server has answered the first of the calls. */
  arrived(): Promise<void> {
    return this.#arrived.promise;
  }

  /** Lets the page have them, the ones to come included. */
  release(): void {
    this.#released.resolve();
  }

  /** @internal */
  async hold(route: Route): Promise<void> {
    const response = await route.fetch();
    this.#arrived.resolve();
    await this.#released.promise;
    // A page that was closed or has given up needs no answer.
    await route.fulfill({ response }).catch(() => undefined);
  }
}

/** From now on the page's calls of this procedure reach the server, and their answers stay away until released. */
export async function holdAnswers(page: Page, procedure: string): Promise<HeldAnswers> {
  const held = new HeldAnswers();
  await page.route(`**/trpc/*${procedure}*`, (route) => held.hold(route));
  return held;
}
