import { describe, expect, it } from 'vitest';
import { canVerify, decideRemoval, decideSchedule, findNewest, findSigner, type KeyPolicy, keyState, type ScheduledKey } from './key-schedule.ts';

const POLICY: KeyPolicy = { alg: 'Ed25519', rotationMs: 30_000, publishAheadMs: 600, overlapMs: 900 };

function key(kid: string, activeFrom: number, verifyUntil: number | null = null, alg = 'Ed25519'): ScheduledKey {
  return { kid, alg, activeFrom, verifyUntil };
}

const RETIRED = key('retired', 0, 30_900);
const ACTIVE = key('active', 30_000, 60_900);
const NEXT = key('next', 60_000);
const ALL = [RETIRED, ACTIVE, NEXT];

describe('decideSchedule', () => {
  it('makes the first key at once', () => {
    expect(decideSchedule([], 5, POLICY)).toEqual({ kind: 'create', predecessor: '', activeFrom: 5 });
  });

  it.each([
    { now: 29_399, decision: { kind: 'wait' } },
    { now: 29_400, decision: { kind: 'create', predecessor: 'only', activeFrom: 30_000 } },
    { now: 29_900, decision: { kind: 'create', predecessor: 'only', activeFrom: 30_500 } },
    { now: 99_000, decision: { kind: 'create', predecessor: 'only', activeFrom: 99_600 } },
    { now: -99_000, decision: { kind: 'wait' } },
  ])('publishes a successor ahead of its first signature: $now', ({ now, decision }) => {
    expect(decideSchedule([key('only', 0)], now, POLICY)).toEqual(decision);
  });

  it('makes one successor at a time', () => {
    expect(decideSchedule(ALL, 59_999, POLICY)).toEqual({ kind: 'wait' });
  });

  it('rotates at once for another algorithm, but only once the newest key signs', () => {
    const policy: KeyPolicy = { ...POLICY, alg: 'ES256' };
    expect(decideSchedule([key('only', 0)], 100, policy)).toEqual({ kind: 'create', predecessor: 'only', activeFrom: 700 });
    expect(decideSchedule(ALL, 59_999, policy)).toEqual({ kind: 'wait' });
    expect(decideSchedule(ALL, 60_000, policy)).toEqual({ kind: 'create', predecessor: 'next', activeFrom: 60_600 });
  });
});

describe('the states of a key', () => {
  it.each([
    { now: 29_999, states: ['active', 'next', 'next'] },
    { now: 30_000, states: ['retired', 'active', 'next'] },
    { now: 30_899, states: ['retired', 'active', 'next'] },
    { now: 30_900, states: ['removed', 'active', 'next'] },
    { now: 60_000, states: ['removed', 'retired', 'active'] },
    { now: 60_900, states: ['removed', 'removed', 'active'] },
    { now: -1, states: ['active', 'next', 'next'] },
  ])('at $now are $states', ({ now, states }) => {
    expect(ALL.map((each) => keyState(ALL, each, now))).toEqual(states);
  });

  it('has a signer as long as there is a key, and a newest that verifies without an end', () => {
    expect(findSigner([], 0)).toBeNull();
    expect(findNewest([])).toBeNull();
    expect(findSigner(ALL, Number.MIN_SAFE_INTEGER)).toBe(RETIRED);
    expect(findNewest(ALL)).toBe(NEXT);
    expect(canVerify(NEXT, Number.MAX_SAFE_INTEGER)).toBe(true);
  });

  it('knows the newest key by its lack of a successor, not by its date, which a wrong clock may have given', () => {
    const early = key('early', 10);
    expect(findNewest([early, key('late', 99, 900)])).toBe(early);
  });
});

describe('decideRemoval', () => {
  it.each([
    { kid: 'nobody', keys: ALL, now: 40_000, decision: { kind: 'unknown' } },
    { kid: 'retired', keys: ALL, now: 30_500, decision: { kind: 'delete' } },
    { kid: 'active', keys: ALL, now: 40_000, decision: { kind: 'promote', successor: 'next' } },
    { kid: 'next', keys: ALL, now: 40_000, decision: { kind: 'reinstate', predecessor: 'active' } },
    { kid: 'next', keys: ALL, now: 60_000, decision: { kind: 'replace' } },
    { kid: 'next', keys: [NEXT], now: 0, decision: { kind: 'replace' } },
  ])('of $kid at $now is to $decision.kind', ({ kid, keys, now, decision }) => {
    expect(decideRemoval(keys, kid, now)).toEqual(decision);
  });
});
