import type { CompiledQuery, KyselyPlugin } from 'kysely';
import type { DatabaseConfig } from '../../server/config.ts';
import { openStore } from '../../server/database/open-store.ts';
import type { Db, Store } from '../../server/database/store.ts';
import { standBefore } from './standing-store.ts';

interface CountingStore {
  /** `overrides.openStore` for a test app. */
  readonly openStore: (config: DatabaseConfig) => Store;
  /** Every statement so far, as `select session`. One that is prepared counts when it is compiled as well. */
  readonly statements: readonly string[];
}

/** A store that notes every statement it is asked for. */
export function countingStore(): CountingStore {
  const statements: string[] = [];
  return {
    statements,
    openStore: (config) => {
      const store = openStore(config);
      return standBefore(store, {
        db: noteStatements(store.db, statements),
        write: (step, options) => store.write((trx) => step(noteStatements(trx, statements)), options),
      });
    },
  };
}

function noteStatements(db: Db, statements: string[]): Db {
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => {
      // Identifiers are the only nodes with a `name` of text.
      const table = /"IdentifierNode","name":"(\w+)"/.exec(JSON.stringify('from' in node ? node.from : node))?.[1];
      statements.push(`${node.kind.replace('QueryNode', '').toLowerCase()} ${table ?? ''}`);
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  };
  // A query that is compiled already passes no plugin.
  return new Proxy(db.withPlugin(plugin), {
    get(target, name) {
      if (name === 'executeQuery') {
        return (query: CompiledQuery) => {
          statements.push(/^(\w+)[^]*?\b(?:from|into|update) "(\w+)"/.exec(query.sql)?.slice(1).join(' ') ?? query.sql);
          return target.executeQuery(query);
        };
      }
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}
