import fc from 'fast-check';
import type { Answer, Holder, SessionServer } from './rotation-world.ts';

const SECOND = 1_000;
const DAY = 86_400 * SECOND;

/** One tab's part in a race: when it arrives after the one before, and what becomes of its answer. */
interface Racer {
  readonly afterMs: number;
  readonly isLost: boolean;
  readonly isUsed: boolean;
}

/**
 * What a visitor does, with the world's misfortunes. In a race every tab sends the token that was stored when the race
 * began, and arrives within the grace of the first; the server's clock may be set back in the middle.
 */
export type VisitorAct =
  | { readonly kind: 'race'; readonly racers: readonly Racer[] }
  | { readonly kind: 'use' }
  | { readonly kind: 'pass'; readonly ms: number };

export type ThiefAct = { readonly kind: 'steal' } | { readonly kind: 'thief-refresh'; readonly isLost: boolean } | { readonly kind: 'thief-use' };

const passing = fc.oneof(
  fc.integer({ min: 0, max: 40 * SECOND }),
  fc.constantFrom(29_999, 30_000, 30_001, 60 * SECOND, 600 * SECOND, 3_600 * SECOND, DAY, 20 * DAY),
  fc.integer({ min: -20 * DAY, max: 0 }),
);

const racer = fc.record({
  afterMs: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 0, max: 2_000 }) }, { weight: 1, arbitrary: fc.integer({ min: -DAY, max: 0 }) }),
  isLost: fc.boolean(),
  isUsed: fc.boolean(),
});

export const visitorAct: fc.Arbitrary<VisitorAct> = fc.oneof(
  fc.record({ kind: fc.constant('race' as const), racers: fc.array(racer, { minLength: 1, maxLength: 10 }) }),
  fc.record({ kind: fc.constant('use' as const) }),
  fc.record({ kind: fc.constant('pass' as const), ms: passing }),
);

export const thiefAct: fc.Arbitrary<ThiefAct> = fc.oneof(
  fc.record({ kind: fc.constant('steal' as const) }),
  fc.record({ kind: fc.constant('thief-refresh' as const), isLost: fc.boolean() }),
  fc.record({ kind: fc.constant('thief-use' as const) }),
);

/** Acts of both, those of the thief somewhat rarer. */
export const mixedActs: fc.Arbitrary<(VisitorAct | ThiefAct)[]> = fc.array(
  fc.oneof({ weight: 3, arbitrary: visitorAct }, { weight: 2, arbitrary: thiefAct }),
  { maxLength: 40 },
);

/** A theft that comes out: stolen, overtaken, used, and shown after the grace. */
export const PLAIN_THEFT: readonly (VisitorAct | ThiefAct)[] = [
  { kind: 'steal' },
  { kind: 'race', racers: [{ afterMs: 0, isLost: false, isUsed: true }] },
  { kind: 'pass', ms: 30_001 },
  { kind: 'thief-refresh', isLost: false },
];

export interface Cast {
  readonly server: SessionServer;
  readonly visitor: Holder;
  /** Somebody who has nothing before the first `steal`: generation 0 is nobody's. */
  readonly thief: Holder;
}

/** Plays one act; resolves to what the visitor's refreshes in it were answered with. */
export async function play(act: VisitorAct | ThiefAct, { server, visitor, thief }: Cast): Promise<Answer[]> {
  switch (act.kind) {
    case 'pass':
      server.advance(act.ms);
      return [];
    case 'use':
      await visitor.use();
      return [];
    case 'race':
      return race(act.racers, visitor, server);
    case 'steal':
      thief.gen = visitor.gen;
      return [];
    case 'thief-refresh':
      if (thief.gen > 0) await thief.refresh({ isLost: act.isLost });
      return [];
    case 'thief-use':
      if (thief.gen > 0) await thief.use();
      return [];
  }
}

async function race(racers: readonly Racer[], visitor: Holder, server: SessionServer): Promise<Answer[]> {
  const answers: Answer[] = [];
  const { gen } = visitor;
  for (const { afterMs, isLost, isUsed } of racers) {
    server.advance(afterMs);
    answers.push(await visitor.refresh({ gen, isLost }));
    if (isUsed) await visitor.use();
  }
  return answers;
}
