import type { LoginInput, TokenResponse } from '../../shared/anon.schema.ts';
import { ERRORS } from '../../shared/errors.ts';
import type { Db, Store } from '../database/store.ts';
import { uuidv7 } from '../random.ts';
import { Refusal } from '../refusal.ts';
import type { SessionsService } from '../sessions/sessions.service.ts';
import { countActiveSince, createAnonUser } from './anon.repository.ts';

interface AnonDeps {
  readonly store: Store;
  readonly sessions: SessionsService;
}

/** Who the visitor is. */
export class AnonService {
  readonly #store: Store;
  readonly #sessions: SessionsService;

  /** @internal */
  constructor({ store, sessions }: AnonDeps) {
    this.#store = store;
    this.#sessions = sessions;
  }

  /**
   * Makes a visitor and their first session in one transaction; with a key that did so before, finds them again. A
   * refresh token that was kept for this browser and is still good is simply exchanged: its visitor is who is here.
   */
  async login(input: LoginInput, keptRefreshToken: string | null = null): Promise<TokenResponse> {
    const found = keptRefreshToken === null ? null : await this.#findKept(keptRefreshToken);
    if (found !== null) return found;
    return this.#sessions.issue(await this.#open(input?.idempotencyKey));
  }

  /** Visitors who were here at or after an instant. Reads that part of the index: for operators. */
  countActiveSince(since: number): Promise<number> {
    return countActiveSince(this.#store.db, since);
  }

  async #open(idempotencyKey: string | undefined) {
    const open = (trx: Db) =>
      this.#sessions.open(trx, idempotencyKey, async (now) => {
        const anonId = uuidv7(now);
        await createAnonUser(trx, anonId, now);
        return anonId;
      });
    try {
      return await this.#store.write(open);
    } catch (error) {
      // The key's visitor was removed meanwhile, and the key in the same step: it opens another session now.
      if (error instanceof Refusal && error.reason === 'VISITOR_RETIRED') return this.#store.write(open);
      throw error;
    }
  }

  async #findKept(refreshToken: string): Promise<TokenResponse | null> {
    try {
      return await this.#sessions.refresh(refreshToken);
    } catch (error) {
      if (error instanceof Refusal && ERRORS[error.reason].status === 401) return null;
      throw error;
    }
  }
}
