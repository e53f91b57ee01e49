import type { DatabaseConfig } from '../../server/config.ts';
import { openStore } from '../../server/database/open-store.ts';
import type { Store } from '../../server/database/store.ts';
import { standBefore } from './standing-store.ts';

/** Holds back what one read has found, as a slow connection does, while the database moves on. */
export class HeldRead {
  #held: Promise<void> | null = null;
  #arrived: () => void = () => {};

  /** For a test app's overrides. */
  readonly openStore = (config: DatabaseConfig): Store => {
    const store = openStore(config);
    const db = store.db.withPlugin({
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => {
        const held = this.#held;
        this.#held = null;
        if (held === null) return result;
        this.#arrived();
        await held;
        return result;
      },
    });
    return standBefore(store, { db });
  };

  /** Starts `work`, whose first read is held; resolves once it has read, to what lets it go on and awaits its end. */
  async hold(work: () => Promise<unknown>): Promise<() => Promise<void>> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const arrival = Promise.withResolvers<void>();
    this.#held = promise;
    this.#arrived = arrival.resolve;
    const end = work();
    await arrival.promise;
    return async () => {
      resolve();
      await end;
    };
  }
}
