import { toInstant } from '../../shared/instants.ts';
import { PREFERENCES_MAX_BYTES } from '../../shared/limits.ts';
import type { PreferencesOutput, UpdatePreferencesInput } from '../../shared/preferences.schema.ts';
import type { Clock } from '../clock.ts';
import type { Store } from '../database/store.ts';
import { writeForVisitor } from '../database/visitor-write.ts';
import { Refusal } from '../refusal.ts';
import type { AnonUser } from '../trpc/context.ts';
import { mergePreferences, parseStored } from './merge-preferences.ts';
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
    const row = await findPreferences(this.#store.db, visitor.id);
    return row === null ? { preferences: { app: {} }, version: 0, updatedAt: null } : toOutput(row);
  }

  /**
   * Merges a patch into the document, in one transaction: updates of different keys never undo each other, the last one
   * of a key wins. What changes nothing counts as no change. Throws `PREFERENCES_TOO_LARGE` or `VISITOR_RETIRED`.
   */
  async update(visitor: AnonUser, patch: UpdatePreferencesInput): Promise<PreferencesOutput> {
    const row = await writeForVisitor(this.#store, visitor.id, async (trx) => {
      const now = this.#clock.now();
      const current = await lockPreferences(trx, visitor.id, now);
      const document = JSON.stringify(mergePreferences(parseStored(current.document), patch));
      if (Buffer.byteLength(document) > PREFERENCES_MAX_BYTES) throw new Refusal('PREFERENCES_TOO_LARGE');
      if (document === current.document) return current;
      const changed = { ...current, document, version: current.version + 1, updated_at: now };
      await storePreferences(trx, changed);
      return changed;
    });
    return toOutput(row);
  }
}

function toOutput(row: PreferencesRow): PreferencesOutput {
  return { preferences: parseStored(row.document), version: row.version, updatedAt: toInstant(row.updated_at) };
}
