import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';
import type { ClientBase, QueryResult as Answer } from 'pg';
import { endsConnection, toRefusal } from './postgres-errors.ts';

const NAMES_MAX = 500;
const names = new Map<string, string>();

/** The name under which a statement is prepared once per connection; none for those beyond the first few hundred. */
function nameOf(sql: string): string | undefined {
  const known = names.get(sql);
  if (known !== undefined || names.size >= NAMES_MAX) return known;
  const name = `passerby_${names.size + 1}`;
  names.set(sql, name);
  return name;
}

const COUNTED = /^(INSERT|UPDATE|DELETE|MERGE)$/;

function toResult<R>({ command, rowCount, rows }: Answer): QueryResult<R> {
  return COUNTED.test(command) ? { rows, numAffectedRows: BigInt(rowCount ?? 0) } : { rows };
}

/** Kysely's connection over one `pg` client, for one loan of it. */
export class PostgresConnection<C extends ClientBase = ClientBase> implements DatabaseConnection {
  readonly client: C;
  #begun: Promise<Answer> | null = null;
  #isOver = false;
  #isBroken = false;

  constructor(client: C) {
    this.client = client;
  }

  /** True once the client must not be used again. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    // Behind COMMIT or ROLLBACK it would run in a transaction of its own.
    if (this.#isOver) return Promise.reject(new TypeError('A step used its transaction after it had settled'));
    return this.#send(query.sql, query.parameters).then(toResult<R>);
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    yield await this.executeQuery<R>(query);
  }

  /**
   * Sends BEGIN, without a round trip of its own: the first statement of the step follows in the same breath. Whatever the
   * database is set to, a step that lost a race looks again and must see who won.
   */
  begin(): void {
    this.#begun = this.#send('begin isolation level read committed', []);
    this.#begun.catch(() => undefined);
  }

  async commit(): Promise<void> {
    this.#isOver = true;
    await this.#begun;
    const { command } = await this.#send('commit', []);
    // COMMIT after a failed statement undoes the transaction, and its answer says so in one word.
    if (command !== 'COMMIT') throw new TypeError('A step went on after one of its statements had failed');
  }

  /** Never throws: a transaction that cannot be undone ends with its connection. */
  async rollback(): Promise<void> {
    this.#isOver = true;
    await this.#send('rollback', []).catch(() => {
      this.#isBroken = true;
    });
  }

  async #send(sql: string, parameters: readonly unknown[]): Promise<Answer> {
    try {
      if (parameters.length === 0) return await this.client.query(sql);
      const name = nameOf(sql);
      return await this.client.query({ ...(name !== undefined && { name }), text: sql, values: [...parameters] });
    } catch (error) {
      const outcome = toRefusal(error);
      if (endsConnection(outcome)) this.#isBroken = true;
      throw outcome;
    }
  }
}
