import { createHash } from 'node:crypto';

const DIGEST_BITS = 128;
const MASK = (1n << BigInt(DIGEST_BITS)) - 1n;

/**
 * What a set of rows adds up to, in whatever order they come: databases sort text differently. Every column counts, by
 * name; a row that comes twice counts twice.
 */
export class RowChecksum {
  #sum = 0n;
  #rows = 0;

  get rows(): number {
    return this.#rows;
  }

  add(row: Readonly<Record<string, unknown>>): void {
    const canonical = JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)));
    const digest = createHash('sha256').update(canonical).digest('hex').slice(0, DIGEST_BITS / 4);
    this.#sum = (this.#sum + BigInt(`0x${digest}`)) & MASK;
    this.#rows += 1;
  }

  digest(): string {
    return this.#sum.toString(16).padStart(DIGEST_BITS / 4, '0');
  }
}
