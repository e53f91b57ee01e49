/** The catalogue. Seeded by a migration; the same for every visitor. */
export interface ItemTable {
  item_id: string;
  /** Shop order, from 1. */
  position: number;
  title_en: string;
  title_zh: string;
  description_en: string;
  description_zh: string;
  category: string;
  /** In the currency's minor unit. */
  price_minor: number;
  currency: string;
  /** 0 once the item has left the catalogue: its row stays for the carts and histories that name it. */
  is_available: number;
}

/** What visitors did. Clustered by visitor: one visitor's list is one range read, however many visitors there are. */
export interface ActionTable {
  anon_id: string;
  /** Counts the visitor's actions from 1 in the order they were stored: paging cannot be upset by a clock. */
  seq: number;
  /** The client-made UUID; unique per visitor, so an action that is sent twice is stored once. */
  id: string;
  action: string;
  item_id: string | null;
  created_at: number;
}

/** How often and when last a visitor acted on an item. Moves in the transaction that stores the action. */
export interface ItemTallyTable {
  anon_id: string;
  item_id: string;
  action_count: number;
  last_action_at: number;
  /** `seq` of the last action on the item: the order of the visitor's view. */
  last_seq: number;
}
