import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TokenResponse } from '../../shared/anon.schema.ts';

const RETRY_MS = 40;

/** One answer of the server, by the clock of this process. */
interface Answer {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly status: number;
  readonly retryAfter: string | null;
}

interface Visitor {
  readonly tokens: TokenResponse;
  /** Ids in the order they were acknowledged. */
  readonly stored: string[];
}

/**
 * Visitors who act one after the other, as fast as they are answered. Whoever is refused with 503 sends the same call
 * again, as the client does; what else goes wrong is kept in `surprises`.
 */
export class VisitorLoad {
  readonly visitors: Visitor[] = [];
  readonly answers: Answer[] = [];
  readonly surprises: string[] = [];
  readonly #origin: string;
  #running: Promise<unknown> = Promise.resolve();
  #isOver = false;

  constructor(origin: string) {
    this.#origin = origin;
  }

  start(visitors: number): void {
    this.#running = Promise.all(Array.from({ length: visitors }, () => this.#visit()));
  }

  /** Resolves when every visitor has had the answer to their last call. */
  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#running;
  }

  get stored(): string[] {
    return this.visitors.flatMap((visitor) => visitor.stored);
  }

  get refused(): Answer[] {
    return this.answers.filter(({ status }) => status === 503);
  }

  /** Calls a mutation until it is not refused with 503. Null: something else went wrong. */
  async call<T>(procedure: string, input: object, accessToken?: string): Promise<T | null> {
    for (;;) {
      const answer = await this.once<T>(procedure, input, accessToken);
      if (answer !== 'refused') return answer;
      await sleep(RETRY_MS);
    }
  }

  /** Calls a mutation once. */
  async once<T>(procedure: string, input: object, accessToken?: string): Promise<T | null | 'refused'> {
    const startedAt = performance.now();
    const authorization = accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` };
    try {
      const response = await fetch(`${this.#origin}/trpc/${procedure}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...authorization },
        body: JSON.stringify(input),
      });
      const body = (await response.json()) as { readonly result?: { readonly data: T }; readonly error?: unknown };
      this.answers.push({ startedAt, endedAt: performance.now(), status: response.status, retryAfter: response.headers.get('retry-after') });
      if (response.status === 503) return 'refused';
      if (body.result !== undefined) return body.result.data;
      this.surprises.push(`${procedure}: ${response.status} ${JSON.stringify(body.error)}`);
    } catch (error) {
      this.surprises.push(`${procedure}: ${String(error)}`);
    }
    return null;
  }

  async #visit(): Promise<void> {
    const tokens = await this.call<TokenResponse>('anon.login', { idempotencyKey: randomUUID() });
    if (tokens === null) return;
    const visitor: Visitor = { tokens, stored: [] };
    this.visitors.push(visitor);
    while (!this.#isOver) {
      const id = randomUUID();
      const answer = await this.call('items.addAction', { action: 'like', itemId: 'fountain-pen', id }, tokens.accessToken);
      if (answer !== null) visitor.stored.push(id);
    }
  }
}
