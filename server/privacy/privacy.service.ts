import { randomUUID } from 'node:crypto';
import type { AnonId } from '../../shared/ids.ts';
import { toInstant } from '../../shared/instants.ts';
import { EXPORT_INLINE_ROWS_MAX } from '../../shared/limits.ts';
import type { EraseReceipt, ExportDocument } from '../../shared/privacy.schema.ts';
import type { Clock } from '../clock.ts';
import { emptyJournal } from '../database/journal.ts';
import type { Db, Store } from '../database/store.ts';
import { Refusal } from '../refusal.ts';
import { writeExport } from './export-document.ts';
import { isVisitor, lockVisitor } from './privacy.repository.ts';
import type { VisitorData } from './visitor-data.ts';

interface ExportOptions {
  /** Told after each piece how many rows have been given. */
  readonly onProgress?: (rows: number) => void;
}

interface PrivacyDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly data: VisitorData;
  readonly log: { info(fields: object, message: string): void };
}

/** What a visitor may ask of everything that is held on them. */
export class PrivacyService {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #data: VisitorData;
  readonly #log: PrivacyDeps['log'];
  /** True at the start: a process that died between an erasure and this may have left it undone. */
  #isJournalDirty = true;

  /** @internal */
  constructor({ store, clock, data, log }: PrivacyDeps) {
    this.#store = store;
    this.#clock = clock;
    this.#data = data;
    this.#log = log;
  }

  /** The whole document in one piece. Throws `EXPORT_TOO_LARGE` or `VISITOR_RETIRED`. */
  async export(anonId: AnonId): Promise<ExportDocument> {
    const data: Record<string, Record<string, unknown>[]> = {};
    for (const table of this.#data.tables) data[table] = [];
    let rows = 0;
    for await (const { table, row } of this.#data.export(this.#store.db, anonId)) {
      rows += 1;
      if (rows > EXPORT_INLINE_ROWS_MAX) throw new Refusal('EXPORT_TOO_LARGE');
      data[table]?.push({ ...row });
    }
    await this.#assertVisitor(anonId);
    const counts = Object.fromEntries(Object.entries(data).map(([table, list]) => [table, list.length]));
    return { ...this.#head(anonId), data, counts };
  }

  /**
   * The same document as JSON text in pieces, for a visitor of any size. Throws `VISITOR_RETIRED` when the visitor is
   * removed before the end: what was given so far is then no JSON and cannot be taken for everything.
   */
  exportText(anonId: AnonId, options: ExportOptions = {}): AsyncGenerator<string> {
    return writeExport({
      ...options,
      head: this.#head(anonId),
      tables: this.#data.tables,
      rows: this.#data.export(this.#store.db, anonId),
      assertWhole: () => this.#assertVisitor(anonId),
    });
  }

  /**
   * Removes every row of the visitor in one transaction: their sessions end at once on every process. When it resolves,
   * SQLite's journal holds none of it either, unless somebody was reading it all the time; `maintain` tries again.
   * Throws `VISITOR_RETIRED` for a visitor who is gone already, so a repeat tells that the first call succeeded.
   */
  async erase(anonId: AnonId): Promise<EraseReceipt> {
    const erase = async (trx: Db) => {
      if (!(await lockVisitor(trx, anonId))) throw new Refusal('VISITOR_RETIRED');
      const { counts } = await this.#data.erase(trx, [anonId]);
      return { receiptId: randomUUID(), erasedAt: toInstant(this.#clock.now()), counts };
    };
    const receipt = await this.#store.write(erase, { turnOf: anonId });
    this.#log.info(receipt, 'a visitor was erased');
    this.#isJournalDirty = true;
    await this.maintain();
    return receipt;
  }

  /** Empties the journal of removed rows where that is still to do. False while somebody reads or writes all the time. */
  async maintain(): Promise<boolean> {
    if (!this.#isJournalDirty) return true;
    // An erasure that commits meanwhile makes it dirty again.
    this.#isJournalDirty = false;
    let isEmpty = false;
    try {
      isEmpty = await emptyJournal(this.#store);
    } finally {
      if (!isEmpty) this.#isJournalDirty = true;
    }
    return isEmpty;
  }

  async #assertVisitor(anonId: AnonId): Promise<void> {
    if (!(await isVisitor(this.#store.db, anonId))) throw new Refusal('VISITOR_RETIRED');
  }

  #head(anonId: AnonId) {
    return { format: 'passerby-visitor', version: 1, anonId, exportedAt: toInstant(this.#clock.now()) } as const;
  }
}
