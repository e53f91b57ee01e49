/** One row per visitor who ever had something in a cart. Locking it makes their changes take turns. */
export interface CartTable {
  anon_id: string;
  /** Counts every change of the cart, over lines that come and go: a line that returns never repeats a version. */
  version: number;
  updated_at: number;
}

/** So many of one item, at the price of the moment when it was last added. */
export interface CartLineTable {
  anon_id: string;
  item_id: string;
  quantity: number;
  /** In the currency's minor unit. */
  price_minor: number;
  currency: string;
  /** The cart's version when the line was made: the order of the lines. */
  position: number;
  /** The cart's version when the line was last changed. */
  version: number;
  updated_at: number;
}

/** The visitor's newest additions that came with an id, so that one sent twice adds once. */
export interface CartAddTable {
  anon_id: string;
  /** The client-made UUID. */
  id: string;
  item_id: string;
  quantity: number;
  /** The cart's version that it made. */
  version: number;
}
