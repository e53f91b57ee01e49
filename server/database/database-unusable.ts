/** Thrown while opening or migrating: this cannot be Passerby's database. The message is for the operator. */
export class DatabaseUnusable extends Error {
  override readonly name: string = 'DatabaseUnusable';
}

/** What to tell the operator of an error of the database. Several addresses were tried: the first says enough. */
export function describeUnusable(cause: unknown): string {
  const first: unknown = cause instanceof AggregateError ? cause.errors[0] : cause;
  return `The database cannot be used: ${first instanceof Error ? first.message : 'it does not answer'}.`;
}

/** Thrown when the database has another schema than this code works with. The message says which is the older. */
export class SchemaMismatch extends DatabaseUnusable {
  override readonly name = 'SchemaMismatch';
}
