import { toInstant } from '../../shared/instants.ts';
import { PREFERENCES_MAX_BYTES } from '../../shared/limits.ts';
import type { PreferencesOutput, UpdatePreferencesInput } from '../../shared/preferences.schema.ts';
import type { Clock } from '../clock.ts';
import type { Db, Store } from '../database/store.ts';
import { countVisitorRows } from '../database/visitor-rows.ts';
import { writeForVisitor } from '../database/visitor-write.ts';
import { Refusal } from '../refusal.ts';
import type { AnonUser } from '../trpc/context.ts';
import { decideDocument, parseStored } from './merge-preferences.ts';
import { findPreferences, lockPreferences, type PreferencesRow, storePreferences } from './preferences.repository.ts';

interface PreferencesDeps {
  readonly store: Store;
  readonly clock: Clock;
}

/** How the visitor likes things. */
export class PreferencesService {
  readonly #store: Store;
  readonly #clock: Clock;

  /** @internal */
  constructor({ store, clock }: PreferencesDeps) {
    this.#store = store;
    this.#clock = clock;
  }

  async get(visitor: AnonUser): Promise<PreferencesOutput> {
    return toOutput(await findPreferences(this.#store.db, visitor.id));
  }

  /**
   * Merges a patch into the document, in one transaction: updates of different keys never undo each other, the last one
   * of a key wins. What changes nothing writes nothing. Throws `PREFERENCES_TOO_LARGE` or `VISITOR_RETIRED`.
   */
  async update(visitor: AnonUser, patch: UpdatePreferencesInput): Promise<PreferencesOutput> {
    const row = await writeForVisitor(this.#store, visitor.id, async (trx) => {
      // Read in the visitor's turn: before it, an update that was sent earlier may not be there yet.
      const found = await findPreferences(trx, visitor.id);
      if (decideDocument(found?.document ?? null, patch) !== null) return this.#change(trx, visitor, patch);
      if (found === null && (await countVisitorRows(trx, 'anon_user', [visitor.id])) === 0) throw new Refusal('VISITOR_RETIRED');
      return found;
    });
    return toOutput(row);
  }

  async #change(trx: Db, visitor: AnonUser, patch: UpdatePreferencesInput): Promise<PreferencesRow> {
    const now = this.#clock.now();
    const current = await lockPreferences(trx, visitor.id, now);
    // A merge of visitors takes no turn: what counts is what the lock found.
    const document = decideDocument(current.document, patch);
    if (document === null) return current;
    if (Buffer.byteLength(document) > PREFERENCES_MAX_BYTES) throw new Refusal('PREFERENCES_TOO_LARGE');
    const changed = { ...current, document, version: current.version + 1, updated_at: now };
    await storePreferences(trx, changed);
    return changed;
  }
}

function toOutput(row: PreferencesRow | null): PreferencesOutput {
  if (row === null) return { preferences: { app: {} }, version: 0, updatedAt: null };
  return { preferences: parseStored(row.document), version: row.version, updatedAt: toInstant(row.updated_at) };
}
