import { randomToken } from '../random.ts';

/** Names requests: random per process, then counted. Unique in every log, and says nothing that a caller could use. */
export class RequestIds {
  readonly #prefix = randomToken().slice(0, 10);
  #count = 0;

  next(): string {
    this.#count += 1;
    return `${this.#prefix}-${this.#count.toString(36)}`;
  }
}
