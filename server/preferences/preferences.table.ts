/** One document per visitor who has chosen something. */
export interface PreferencesTable {
  anon_id: string;
  /** JSON of the chosen keys. */
  document: string;
  /** Counts the changes. */
  version: number;
  updated_at: number;
}
