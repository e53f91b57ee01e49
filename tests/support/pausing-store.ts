import type { KyselyPlugin } from 'kysely';
import type { Store } from '../../server/database/store.ts';
import { standBefore } from './standing-store.ts';

/** Called at every point; `isInStep` says whether a transaction is open there. */
type Pause = (isInStep: boolean) => Promise<void>;

function pausingAfterEach(pause: () => Promise<void>): KyselyPlugin {
  return {
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      await pause();
      return result;
    },
  };
}

/** The store with a pause after every read, before and after every transaction, at its start and after each of its statements. */
export function pausingStore(store: Store, pause: Pause): Store {
  const afterReads = pausingAfterEach(() => pause(false));
  const afterStatements = pausingAfterEach(() => pause(true));
  return standBefore(store, {
    db: store.db.withPlugin(afterReads),
    write: async (step, options) => {
      await pause(false);
      const value = await store.write(async (trx) => {
        await pause(true);
        return step(trx.withPlugin(afterStatements));
      }, options);
      await pause(false);
      return value;
    },
  });
}
