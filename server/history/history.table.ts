/** One row per visitor who looked at something. Locking it makes their views take turns. */
export interface HistoryTable {
  anon_id: string;
  /** The greatest `seq` that was given out. */
  last_seq: number;
}

/** Looks at items, clustered by visitor. */
export interface ItemViewTable {
  anon_id: string;
  /** Counts up in the order of storing, with gaps: paging cannot be upset by a clock. */
  seq: number;
  item_id: string;
  viewed_at: number;
}
