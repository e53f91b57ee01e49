import type { CompiledQuery, KyselyPlugin } from 'kysely';
import type { Db, Store } from '../../server/database/store.ts';
import { standBefore } from './standing-store.ts';

/** The store, and how many rows each of its transactions has removed. */
export function countingDeletes(store: Store, removed: number[]): Store {
  return standBefore(store, {
    write: (step, options) =>
      store.write(async (trx) => {
        const index = removed.push(0) - 1;
        const note = (rows: bigint | undefined) => void (removed[index] = (removed[index] ?? 0) + Number(rows ?? 0n));
        return step(noting(trx, note));
      }, options),
  });
}

/** The transaction, telling `note` what each DELETE has removed: those that are built anew, and those that were prepared. */
function noting(trx: Db, note: (rows: bigint | undefined) => void): Db {
  const deletes = new WeakSet<object>();
  const plugin: KyselyPlugin = {
    transformQuery: ({ node, queryId }) => {
      if (node.kind === 'DeleteQueryNode') deletes.add(queryId);
      return node;
    },
    transformResult: async ({ result, queryId }) => {
      if (deletes.has(queryId)) note(result.numAffectedRows);
      return result;
    },
  };
  const noted = trx.withPlugin(plugin);
  const executeQuery = async <R>(query: CompiledQuery<R>) => {
    const result = await trx.executeQuery(query);
    if (query.query.kind === 'DeleteQueryNode') note(result.numAffectedRows);
    return result;
  };
  return Object.assign(noted, { executeQuery });
}
