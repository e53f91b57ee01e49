import type { FastifyBaseLogger } from 'fastify';
import { createLogger } from '../../server/log.ts';

/** The server's own logger, writing into memory. */
export class CapturedLog {
  readonly #lines: string[] = [];
  readonly logger: FastifyBaseLogger;

  constructor() {
    this.logger = createLogger('trace', { write: (line: string) => void this.#lines.push(line) });
  }

  /** Everything written so far, as it would stand in a file. */
  get text(): string {
    return this.#lines.join('');
  }

  /** The lines, parsed. Throws when one of them is not JSON. */
  get entries(): Readonly<Record<string, unknown>>[] {
    return this.#lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** One line per request, written after its answer was sent; resolves when there are `count` of them. */
  async requests(count: number): Promise<Readonly<Record<string, unknown>>[]> {
    for (;;) {
      const requests = this.entries.filter(({ msg }) => msg === 'request');
      if (requests.length >= count) return requests;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
