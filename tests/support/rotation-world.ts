import type { Reason } from '../../shared/errors.ts';
import { decideRotation, type RotatingSession, type RotationDecision, type SessionPolicy } from '../../server/sessions/rotation.ts';

const YEAR_MS = 365 * 86_400_000;

/** Nothing in a world ends by time: what ends, ends by theft. */
export const WORLD_POLICY: SessionPolicy = { idleMs: 10 * YEAR_MS, maxMs: 10 * YEAR_MS, graceMs: 30_000 };

/** What a refresh is answered with: a generation, or why there is none. */
export type Answer = number | Reason;

/** A server with one session, as those who hold its tokens see it. */
export interface SessionServer {
  /** Presents the refresh token of a generation. */
  refresh(gen: number): Promise<Answer>;
  /** Presents the access token of a generation. */
  use(gen: number): Promise<void>;
  /** Lets time pass, or steps the clock with a negative value. */
  advance(ms: number): void;
}

/**
 * The session of the pure rule, kept as a database row would be. Beside it stands a history that the rule never sees:
 * when each generation was first seen in use.
 */
export class RotationWorld implements SessionServer {
  #session: RotatingSession;
  #now = Date.UTC(2026, 0, 15);
  readonly #firstUsedAt = new Map<number, number>();

  constructor() {
    const now = this.#now;
    this.#session = { gen: 1, confirmed_at: null, last_activity_at: now, expires_at: now + 10 * YEAR_MS, ended_at: null, ended_reason: null };
  }

  get newest(): number {
    return this.#session.gen;
  }

  get hasEnded(): boolean {
    return this.#session.ended_at !== null;
  }

  advance(ms: number): void {
    this.#now += ms;
  }

  decide(gen: number): RotationDecision {
    return decideRotation(this.#session, gen, this.#now, WORLD_POLICY);
  }

  async refresh(gen: number): Promise<Answer> {
    const decision = this.decide(gen);
    if (decision.kind === 'refuse') return decision.reason;
    if (decision.kind === 'theft') {
      this.#session = { ...this.#session, ended_at: this.#now, ended_reason: 'REFRESH_REUSED' };
      return 'REFRESH_REUSED';
    }
    this.#note(gen);
    if (decision.kind === 'repeat') return this.newest;
    this.#session = { ...this.#session, gen: decision.to, confirmed_at: null };
    return decision.to;
  }

  async use(gen: number): Promise<void> {
    if (this.hasEnded) return;
    this.#note(gen);
    if (gen === this.newest) this.#session = { ...this.#session, confirmed_at: this.#session.confirmed_at ?? this.#now };
  }

  /**
   * The promise, in terms of history alone: presenting a generation is theft when a later one has been used, unless it
   * is the one before the newest and that was first used within the grace.
   */
  isTheft(gen: number): boolean {
    const isOutdated = [...this.#firstUsedAt.keys()].some((used) => used > gen);
    const isRace = gen === this.newest - 1 && this.#now - (this.#firstUsedAt.get(this.newest) ?? this.#now) <= WORLD_POLICY.graceMs;
    return isOutdated && !isRace;
  }

  #note(gen: number): void {
    if (!this.#firstUsedAt.has(gen)) this.#firstUsedAt.set(gen, this.#now);
  }
}

/** Somebody with a copy of the tokens: the visitor, whose tabs share one storage, or a thief with a storage of their own. */
export class Holder {
  readonly #server: SessionServer;
  /** The newest generation they have been given. */
  gen: number;

  constructor(server: SessionServer, gen: number) {
    this.#server = server;
    this.gen = gen;
  }

  /** Presents `gen`, by default the newest, and keeps the answer unless it is lost. */
  async refresh({ gen = this.gen, isLost = false } = {}): Promise<Answer> {
    const answer = await this.#server.refresh(gen);
    if (typeof answer === 'number' && !isLost) this.gen = Math.max(this.gen, answer);
    return answer;
  }

  async use(): Promise<void> {
    await this.#server.use(this.gen);
  }
}
