/** Thrown while opening or migrating: this cannot be Passerby's database. The message is for the operator. */
export class DatabaseUnusable extends Error {
  override readonly name = 'DatabaseUnusable';
}
