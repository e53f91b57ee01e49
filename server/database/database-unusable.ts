/** Thrown while opening or migrating: this cannot be Passerby's database. The message is for the operator. */
export class DatabaseUnusable extends Error {
  override readonly name: string = 'DatabaseUnusable';
}

/** Thrown when the database has another schema than this code works with. The message says which is the older. */
export class SchemaMismatch extends DatabaseUnusable {
  override readonly name = 'SchemaMismatch';
}
