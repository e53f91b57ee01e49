/** When keys change. All durations in milliseconds. */
export interface KeyPolicy {
  readonly alg: 'Ed25519' | 'ES256';
  /** How long a key signs. */
  readonly rotationMs: number;
  /** How long a key is published before it signs: verifiers that cache the key set must have seen it. */
  readonly publishAheadMs: number;
  /** How long a key verifies after its last signature: the longest life of a token and some leeway. */
  readonly overlapMs: number;
}

/** What the schedule looks at in a key. */
export interface ScheduledKey {
  readonly kid: string;
  readonly alg: string;
  readonly activeFrom: number;
  readonly verifyUntil: number | null;
}

export type KeyState = 'next' | 'active' | 'retired' | 'removed';

/** What to do now: make a key that signs from `activeFrom` on and follows `predecessor`, or nothing. */
export type ScheduleDecision =
  | { readonly kind: 'wait' }
  | { readonly kind: 'create'; readonly predecessor: string; readonly activeFrom: number };

/** The key without a successor. */
export function findNewest<K extends ScheduledKey>(keys: readonly K[]): K | null {
  return keys.findLast((key) => key.verifyUntil === null) ?? keys.at(-1) ?? null;
}

/** The key that signs at `now`: the latest that is active. Null only when there is none at all. */
export function findSigner<K extends ScheduledKey>(keys: readonly K[], now: number): K | null {
  let signer: K | null = null;
  for (const key of keys) {
    if (key.activeFrom <= now && (signer === null || key.activeFrom > signer.activeFrom)) signer = key;
  }
  // A clock that went backwards must not leave a database with keys without a signer.
  return signer ?? keys[0] ?? null;
}

export function canVerify(key: ScheduledKey, now: number): boolean {
  return key.verifyUntil === null || now < key.verifyUntil;
}

export function keyState(keys: readonly ScheduledKey[], key: ScheduledKey, now: number): KeyState {
  if (!canVerify(key, now)) return 'removed';
  if (findSigner(keys, now)?.kid === key.kid) return 'active';
  return key.activeFrom > now ? 'next' : 'retired';
}

/**
 * Decides whether a successor is due: `publishAheadMs` before the newest key has signed for `rotationMs`, or at once
 * when the configured algorithm changed. A successor is always published `publishAheadMs` before it signs.
 */
export function decideSchedule(keys: readonly ScheduledKey[], now: number, policy: KeyPolicy): ScheduleDecision {
  const newest = findNewest(keys);
  if (newest === null) return { kind: 'create', predecessor: '', activeFrom: now };
  // One key at a time: processes that are configured for different algorithms would outbid each other for ever.
  if (newest.activeFrom > now) return { kind: 'wait' };
  const dueAt = newest.alg === policy.alg ? newest.activeFrom + policy.rotationMs : now;
  if (now < dueAt - policy.publishAheadMs) return { kind: 'wait' };
  return { kind: 'create', predecessor: newest.kid, activeFrom: Math.max(dueAt, now + policy.publishAheadMs) };
}

/** What else has to change so that key `kid` can be removed at once. */
export type RemovalDecision =
  | { readonly kind: 'unknown' }
  /** Nothing: others sign. */
  | { readonly kind: 'delete' }
  /** The signer goes and its successor is published: that one signs from now on. */
  | { readonly kind: 'promote'; readonly successor: string }
  /** The signer goes and has no successor: a new key follows it and signs from now on. */
  | { readonly kind: 'replace' }
  /** The successor goes before it ever signed: its predecessor is the newest again and verifies without an end. */
  | { readonly kind: 'reinstate'; readonly predecessor: string };

export function decideRemoval(keys: readonly ScheduledKey[], kid: string, now: number): RemovalDecision {
  const rest = keys.filter((key) => key.kid !== kid);
  if (rest.length === keys.length) return { kind: 'unknown' };
  const signer = findSigner(keys, now);
  if (signer?.kid === kid) {
    const successor = rest.find((key) => key.activeFrom > now);
    return successor === undefined ? { kind: 'replace' } : { kind: 'promote', successor: successor.kid };
  }
  const isNewest = findNewest(keys)?.kid === kid;
  return isNewest && signer !== null ? { kind: 'reinstate', predecessor: signer.kid } : { kind: 'delete' };
}
