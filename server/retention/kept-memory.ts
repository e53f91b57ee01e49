import type { Clock } from '../clock.ts';
import type { KeptVisitors } from './due-walk.ts';
import type { DueVisitor } from './retention.repository.ts';

/** How long it is believed that whoever was kept still is. */
const BELIEVED_MS = 24 * 60 * 60_000;

interface Sweep {
  readonly keptBefore: KeptVisitors | null;
  readonly kept: number;
}

/**
 * Remembers whom the sweeps of this process have kept, so that the next ones pass them over: who is kept is asked once a
 * day, not with every sweep. Nobody stops being kept without being active, unless the settings or the catalogue change.
 */
export class KeptMemory {
  readonly #monotonic: Clock;
  #kept: KeptVisitors | null = null;
  #askedAt = 0;

  constructor(monotonic: Clock) {
    this.#monotonic = monotonic;
  }

  recall(): KeptVisitors | null {
    if (this.#monotonic.now() - this.#askedAt >= BELIEVED_MS) this.#kept = null;
    return this.#kept;
  }

  /** A sweep has come by all who were due, up to `last`. */
  note({ keptBefore, kept }: Sweep, last: DueVisitor | null): void {
    if (keptBefore === null) this.#askedAt = this.#monotonic.now();
    const end = laterOf(keptBefore?.last ?? null, last);
    this.#kept = end === null || kept === 0 ? null : { last: end, count: kept };
  }
}

function laterOf(one: DueVisitor | null, other: DueVisitor | null): DueVisitor | null {
  return one === null || (other !== null && other.last_activity_at > one.last_activity_at) ? other : one;
}
