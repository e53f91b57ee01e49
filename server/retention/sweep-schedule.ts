import { randomInt } from 'node:crypto';
import type { RetentionService } from './retention.service.ts';

/** The first sweep comes at a random moment after this, so that processes that start together do not sweep together. */
const FIRST_AFTER_MS = 60_000;

/** An interval is so much shorter or longer at random. */
const JITTER_SHARE = 0.1;

/** Sweeps again and again while the process serves. */
export class SweepSchedule {
  readonly #retention: RetentionService;
  readonly #intervalMs: number;
  readonly #stopping = new AbortController();
  #timer: NodeJS.Timeout | null = null;
  #sweeping: Promise<unknown> = Promise.resolve();

  constructor(retention: RetentionService, intervalMs: number) {
    this.#retention = retention;
    this.#intervalMs = intervalMs;
  }

  start(): void {
    this.#arm(FIRST_AFTER_MS + randomInt(FIRST_AFTER_MS));
  }

  /** Resolves when no step is under way any more. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#sweeping;
  }

  #arm(delayMs: number): void {
    this.#timer = setTimeout(() => {
      const { signal } = this.#stopping;
      this.#sweeping = this.#retention.sweep({ signal }).then(() => {
        const jitterMs = Math.ceil(this.#intervalMs * JITTER_SHARE);
        if (!signal.aborted) this.#arm(this.#intervalMs - jitterMs + randomInt(2 * jitterMs));
      });
    }, delayMs).unref();
  }
}
