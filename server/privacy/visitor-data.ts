import type { RowCounts } from '../../shared/privacy.schema.ts';
import type { Database } from '../database/schema.ts';
import type { Db } from '../database/store.ts';
import type { VisitorCondition } from '../database/visitor-rows.ts';

/** One row as the visitor gets it: instants as ISO 8601, no secret. */
export interface ExportedRow {
  readonly table: keyof Database;
  readonly row: Readonly<Record<string, unknown>>;
}

/**
 * Whoever keeps rows of a visitor says so once, here: export, erase, retention and linking walk the owners and know
 * none of them. Every table with an `anon_id` has exactly one owner.
 */
export interface VisitorDataOwner {
  readonly name: string;
  /** In the order that `export` gives their rows. */
  readonly tables: readonly (keyof Database)[];

  /** The visitor's rows, read page by page: however many there are, few are in memory. */
  export(db: Db, anonId: string): AsyncIterable<ExportedRow>;

  /** What `erase` would remove. */
  count(db: Db, anonIds: readonly string[]): Promise<RowCounts>;

  /**
   * Removes the rows of these visitors. An owner who may have many of one visitor stops after `atMost` of them, and is
   * called again in another transaction.
   */
  erase(trx: Db, anonIds: readonly string[], atMost: number): Promise<RowCounts>;

  /** How many rows of others one of theirs costs to remove; 1 when absent. */
  readonly weight?: number;

  /** Moves the rows of `from` to `to`; afterwards `from` has none. Both exist. */
  mergeInto(trx: Db, from: string, to: string): Promise<void>;

  /** Visitors whom retention leaves alone for the sake of these rows. Asked inside the statement that claims them. */
  readonly isKeeping?: VisitorCondition;
}

interface EraseBounds {
  /** About so many rows are removed, heavy ones counted by their weight. */
  readonly atMost?: number;
  /** The `next` of the transaction before. */
  readonly from?: number;
}

interface Erased {
  readonly counts: RowCounts;
  /** Where to go on, when there may be more; null when nothing is left. */
  readonly next: number | null;
}

/**
 * All owners. The first is the ground that the others stand on: the visitor's own row. Whatever removes or moves goes
 * from the last to the first, and the last are the sessions, so a visitor of whom anything is gone is already nobody.
 */
export class VisitorData {
  readonly #owners: readonly VisitorDataOwner[];

  /** Throws a TypeError when two owners claim a name or a table. */
  constructor(owners: readonly VisitorDataOwner[]) {
    this.#owners = owners;
    const names = owners.map((owner) => owner.name);
    for (const list of [names, this.tables]) {
      if (new Set(list).size !== list.length) throw new TypeError(`Two owners of the same visitor data: ${list.join(', ')}`);
    }
  }

  get tables(): (keyof Database)[] {
    return this.#owners.flatMap((owner) => owner.tables);
  }

  get keepers(): readonly VisitorCondition[] {
    return this.#owners.flatMap((owner) => owner.isKeeping ?? []);
  }

  async *export(db: Db, anonId: string): AsyncGenerator<ExportedRow> {
    for (const owner of this.#owners) yield* owner.export(db, anonId);
  }

  /** The visitor's rows in one table; the other owners are not asked. */
  async *exportTable(db: Db, anonId: string, table: keyof Database): AsyncGenerator<ExportedRow> {
    for (const owner of this.#owners) {
      if (!owner.tables.includes(table)) continue;
      for await (const exported of owner.export(db, anonId)) if (exported.table === table) yield exported;
    }
  }

  async count(db: Db, anonIds: readonly string[]): Promise<RowCounts> {
    const counts: Record<string, number> = {};
    for (const owner of this.#owners) Object.assign(counts, await owner.count(db, anonIds));
    return counts;
  }

  async erase(trx: Db, anonIds: readonly string[], { atMost = Number.POSITIVE_INFINITY, from = 0 }: EraseBounds = {}): Promise<Erased> {
    const counts: Record<string, number> = {};
    if (anonIds.length === 0) return { counts, next: null };
    let left = atMost;
    for (const [index, owner] of this.#owners.toReversed().entries()) {
      if (index < from) continue;
      const { weight = 1 } = owner;
      const removed = await owner.erase(trx, anonIds, Math.ceil(left / weight));
      Object.assign(counts, removed);
      left -= weight * totalOf(removed);
      if (left <= 0) return { counts, next: index };
    }
    return { counts, next: null };
  }

  async mergeInto(trx: Db, from: string, to: string): Promise<void> {
    for (const owner of this.#owners.toReversed()) await owner.mergeInto(trx, from, to);
  }
}

/** Rows of all tables. */
export function totalOf(counts: RowCounts): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
