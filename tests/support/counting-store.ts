import type { KyselyPlugin, PluginTransformQueryArgs, RootOperationNode } from 'kysely';
import type { DatabaseConfig } from '../../server/config.ts';
import { openStore } from '../../server/database/open-store.ts';
import type { ChangeNoticed, Db, Store } from '../../server/database/store.ts';

/** A store that notes every statement it is asked for, as `SelectQueryNode session`. */
export class CountingStore implements Store {
  readonly db: Db;
  readonly statements: string[] = [];
  readonly #store: Store;
  readonly #noting: KyselyPlugin;

  constructor(store: Store) {
    this.#store = store;
    this.#noting = {
      transformQuery: ({ node }: PluginTransformQueryArgs) => {
        this.statements.push(describe(node));
        return node;
      },
      transformResult: ({ result }) => Promise.resolve(result),
    };
    this.db = store.db.withPlugin(this.#noting);
  }

  get dialect() {
    return this.#store.dialect;
  }

  write<T>(step: (trx: Db) => Promise<T>): Promise<T> {
    return this.#store.write((trx) => step(trx.withPlugin(this.#noting)));
  }

  onChange(table: ChangeNoticed, listener: () => void): void {
    this.#store.onChange(table, listener);
  }

  check(): Promise<void> {
    return this.#store.check();
  }

  close(): Promise<void> {
    return this.#store.close();
  }
}

/** `overrides.openStore` for a test app, and the store that it opens. */
export function countingStore(): { readonly openStore: (config: DatabaseConfig) => Store; readonly statements: () => readonly string[] } {
  let store: CountingStore | null = null;
  return {
    openStore: (config) => (store = new CountingStore(openStore(config))),
    statements: () => store?.statements ?? [],
  };
}

/** Kind and first table: identifiers are the only nodes with a `name` of text. */
function describe(node: RootOperationNode): string {
  const name = /"IdentifierNode","name":"(\w+)"/.exec(JSON.stringify('from' in node ? node.from : node))?.[1];
  return `${node.kind} ${name ?? ''}`.trim();
}
