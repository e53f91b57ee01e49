import type { KyselyPlugin } from 'kysely';
import type { Store } from '../../server/database/store.ts';
import { standBefore } from './standing-store.ts';

/** The store, and how many rows each of its transactions has removed. */
export function countingDeletes(store: Store, removed: number[]): Store {
  return standBefore(store, {
    write: (step, options) =>
      store.write(async (trx) => {
        const index = removed.push(0) - 1;
        const deletes = new WeakSet<object>();
        const plugin: KyselyPlugin = {
          transformQuery: ({ node, queryId }) => {
            if (node.kind === 'DeleteQueryNode') deletes.add(queryId);
            return node;
          },
          transformResult: async ({ result, queryId }) => {
            if (deletes.has(queryId)) removed[index] = (removed[index] ?? 0) + Number(result.numAffectedRows ?? 0n);
            return result;
          },
        };
        return step(trx.withPlugin(plugin));
      }, options),
  });
}
