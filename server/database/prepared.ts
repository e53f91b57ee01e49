import { type CompiledQuery, type RawBuilder, sql } from 'kysely';
import { directConnectionOf, type Outcome } from './direct.ts';
import type { Db } from './store.ts';

/** What a query builder gives once it is complete. */
interface Compilable<R> {
  compile(): CompiledQuery<R>;
}

/** Stands where a value will be while the query is built. */
class Placeholder {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

interface Template<R> {
  readonly query: CompiledQuery<R>;
  /** For each parameter the name of the value that goes there, or null for a constant of the query. */
  readonly names: readonly (string | null)[];
}

/** To be awaited. A connection that answers at once gives no promise, and what it throws is thrown at once too. */
type Prepared<P, R> = (db: Db, values: P) => Outcome<R> | Promise<Outcome<R>>;

/**
 * A query that is built and compiled once for each dialect, on its first use, and then runs with other values. `build`
 * sees placeholders instead of values: it may hand them on to the builder but not look at them.
 *
 * @example
 * const findByName = prepare((db, p: { readonly name: string }) => db.selectFrom('item').selectAll().where('title_en', '=', p.name));
 * const { rows } = await findByName(db, { name: 'Fountain pen' });
 */
export function prepare<P extends object, R>(build: (db: Db, placeholders: P) => Compilable<R>): Prepared<P, R> {
  const templates = new Map<unknown, Template<R>>();
  return (db, values) => {
    const dialect = db.getExecutor().adapter.constructor;
    let template = templates.get(dialect);
    if (template === undefined) {
      template = compile(db, build);
      templates.set(dialect, template);
    }
    const parameters = fill(template, values as Readonly<Record<string, unknown>>);
    const direct = directConnectionOf(db);
    return direct === undefined ? execute(db, { ...template.query, parameters }) : direct.run(template.query.sql, parameters);
  };
}

async function execute<R>(db: Db, query: CompiledQuery<R>): Promise<Outcome<R>> {
  const { rows, numAffectedRows } = await db.executeQuery(query);
  return { rows, affected: numAffectedRows === undefined ? 0 : Number(numAffectedRows) };
}

function compile<P extends object, R>(db: Db, build: (db: Db, placeholders: P) => Compilable<R>): Template<R> {
  const placeholders = new Proxy({}, { get: (_target, name) => new Placeholder(String(name)) });
  const query = build(db, placeholders as P).compile();
  return { query, names: query.parameters.map((parameter) => (parameter instanceof Placeholder ? parameter.name : null)) };
}

function fill<R>({ query, names }: Template<R>, values: Readonly<Record<string, unknown>>): unknown[] {
  return names.map((name, index) => (name === null ? query.parameters[index] : values[name]));
}

/**
 * A value as `(select ?)`. SQLite compiles a statement anew for every binding of a parameter that is compared with an
 * indexed column; behind a subquery the plan stays. A number needs its type: PostgreSQL takes the parameter for a text.
 */
export function once<T>(value: T, type?: 'bigint'): RawBuilder<T> {
  return type === undefined ? sql<T>`(select ${value})` : sql<T>`(select cast(${value} as bigint))`;
}
