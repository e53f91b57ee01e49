import { randomUUID } from 'node:crypto';
import type { TokenResponse } from '../../../shared/anon.schema.ts';
import { dataOf, KeepAliveClient, type KeepAliveAnswer } from './keep-alive-client.ts';

const ACTIONS_PER_VISITOR = 20;
const ITEMS = ['fountain-pen', 'indoor-fern', undefined];

/** A call with the key that makes it the same call when it is sent again. */
type Call = { readonly procedure: 'anon.login'; readonly input: { readonly idempotencyKey: string } } | { readonly procedure: 'items.addAction'; readonly input: { readonly id: string } };

/** What all writers were told. It only grows. */
export class Acknowledgements {
  /** `visitor <anonId>` and `action <id>`. */
  readonly names: string[] = [];
  /** Answers that no client should ever see. */
  readonly failures: string[] = [];
}

/**
 * Logs in and acts, again and again, through as many lives of the server as it takes. A call whose answer never came is
 * the first call of the next life.
 */
export class Writer {
  readonly #acks: Acknowledgements;
  #accessToken: string | null = null;
  #actions = 0;
  #call: Call;

  constructor(acks: Acknowledgements) {
    this.#acks = acks;
    this.#call = this.#next();
  }

  /** Writes until the server is gone, or until `isEnough` after an answer. */
  async live(origin: string, isEnough: () => boolean): Promise<void> {
    const client = new KeepAliveClient(origin);
    try {
      do {
        const { procedure, input } = this.#call;
        const answer = await client.mutate(procedure, input, procedure === 'anon.login' ? null : this.#accessToken).catch(() => null);
        if (answer === null) return;
        this.#note(answer);
      } while (!isEnough());
    } finally {
      client.close();
    }
  }

  #note(answer: KeepAliveAnswer): void {
    if (answer.status !== 200) {
      this.#acks.failures.push(`${this.#call.procedure}: ${answer.status} ${answer.body}`);
    } else if (this.#call.procedure === 'anon.login') {
      const { anonId, accessToken } = dataOf<TokenResponse>(answer);
      this.#acks.names.push(`visitor ${anonId}`);
      this.#accessToken = accessToken;
      this.#actions = 0;
    } else {
      this.#acks.names.push(`action ${this.#call.input.id}`);
      this.#actions += 1;
    }
    this.#call = this.#next();
  }

  #next(): Call {
    if (this.#accessToken === null || this.#actions >= ACTIONS_PER_VISITOR) return { procedure: 'anon.login', input: { idempotencyKey: randomUUID() } };
    const itemId = ITEMS[this.#actions % ITEMS.length];
    const action = { id: randomUUID(), action: 'like', ...(itemId === undefined ? {} : { itemId }) };
    return { procedure: 'items.addAction', input: action };
  }
}
