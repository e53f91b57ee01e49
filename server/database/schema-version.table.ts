/** The migrations that this database has been through. */
export interface SchemaVersionTable {
  name: string;
  migrated_at: number;
}
