import type { LoginInput, TokenResponse } from '../../shared/anon.schema.ts';
import type { Store } from '../database/store.ts';
import { uuidv7 } from '../random.ts';
import type { SessionsService } from '../sessions/sessions.service.ts';
import { createAnonUser } from './anon.repository.ts';

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

  /** Makes a visitor and their first session in one transaction; with a key that did so before, finds them again. */
  async login(input: LoginInput): Promise<TokenResponse> {
    const session = await this.#store.write((trx) =>
      this.#sessions.open(trx, input?.idempotencyKey, async (now) => {
        const anonId = uuidv7(now);
        await createAnonUser(trx, anonId, now);
        return anonId;
      }),
    );
    return this.#sessions.issue(session);
  }
}
