import type { EndReason } from './reason-rules.ts';
import { sleep } from './session-clock.ts';
import type { SessionClock } from './session-clock.ts';
import type { SessionVault } from './session-vault.ts';
import type { PendingRecord, StoredRecord } from './stored-session.ts';

const KEY_BYTES = 32;
const ROUNDS_MAX = 10;
const NAPS_MAX = 5;
const NAP_MS = 8;
const LATE_TIMER_MS = 12;

/** A login to be: a fresh key of 256 random bits, 43 base64url characters. */
export function makePendingRecord(after: EndReason | null): PendingRecord {
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  const base64 = btoa(String.fromCharCode(...bytes));
  const idempotencyKey = base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  return { kind: 'pending', idempotencyKey, after };
}

/** The stored record; where there is none, a new key is stored and becomes it. */
export function readOrPropose(vault: SessionVault, after: EndReason | null): StoredRecord {
  const stored = vault.read();
  if (stored !== null) return stored;
  const proposed = makePendingRecord(after);
  vault.write(proposed);
  return proposed;
}

/**
 * Agrees with the other tabs on one login key, without a lock. Returns the key to log in with, the session that
 * another tab has stored meanwhile, or null: the visitor signed out meanwhile, or in cookie mode, ask the cookie again.
 *
 * `localStorage` is one last-writer-wins cell whose writes reach other processes late. So a tab writes only where it
 * sees nothing, waits `settleMs` and a random part, and goes on once it has seen the same key before and after the
 * wait (Fischer's timed mutual exclusion). Guaranteed: all tabs use one key if a write reaches the other tabs within
 * half of `settleMs`. If one is later than that, a second visitor may be created on the server, but the tabs still
 * end with one, the session stored last: a login that finds a stored session takes it and logs its own out, and later
 * the storage events settle it. No tab ever waits for another, so a frozen or closed one blocks nobody.
 */
export async function agreeOnLoginKey(
  vault: SessionVault,
  clock: SessionClock,
  options: { readonly after: EndReason | null; readonly settleMs: number; readonly seen: StoredRecord | null },
): Promise<StoredRecord | null> {
  if (vault.hasNeighbours) await rest(clock, options.settleMs / 4);
  let seen = options.seen ?? readOrPropose(vault, options.after);
  for (let round = 0; round < ROUNDS_MAX && seen.kind === 'pending' && vault.hasNeighbours; round += 1) {
    await rest(clock, options.settleMs * (1 + clock.random() / 2));
    const stored = vault.read();
    if (stored?.kind === 'pending' && stored.idempotencyKey === seen.idempotencyKey) return seen;
    // In cookie mode any change may come from a tab that has logged in: the cookie knows.
    if (stored === null || !vault.isShared) return null;
    seen = stored;
  }
  return seen;
}

/**
 * Sleeps, and then in naps until one was not much longer than asked for. A page that starts, or a machine with too
 * much to do, hears of other tabs' writes as late as its timers run, and after the timer that was due before them.
 */
async function rest(clock: SessionClock, delayMs: number): Promise<void> {
  await sleep(clock, delayMs);
  for (let nap = 0; nap < NAPS_MAX; nap += 1) {
    const lainDownAt = clock.monotonic();
    await sleep(clock, NAP_MS);
    if (clock.monotonic() - lainDownAt < NAP_MS + LATE_TIMER_MS) return;
  }
}
