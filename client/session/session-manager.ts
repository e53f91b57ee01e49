import { CurrentIdentity } from './current-identity.ts';
import { decideRecovery } from './reason-rules.ts';
import type { EndReason } from './reason-rules.ts';
import { systemClock } from './session-clock.ts';
import type { SessionClock } from './session-clock.ts';
import { SessionEnded, SessionUnreachable } from './session-errors.ts';
import { SessionExchange } from './session-exchange.ts';
import type { Outcome } from './session-exchange.ts';
import type { IdentityChange, SessionSnapshot } from './session-state.ts';
import { localStorageStorage } from './session-storage.ts';
import type { SessionStorage } from './session-storage.ts';
import type { SessionTransport } from './session-transport.ts';
import { SessionUpkeep } from './session-upkeep.ts';
import { SessionVault } from './session-vault.ts';
import { browserWake } from './session-wake.ts';
import type { SessionWake } from './session-wake.ts';

export interface SessionManagerOptions {
  readonly transport: SessionTransport;
  /** Default: `localStorageStorage()`. */
  readonly storage?: SessionStorage;
  /**
   * After the server ended the identity: `restart` (default) begins a new one, `stay` waits for `startAnew()`.
   * After the visitor's own `signOut()` the manager always waits.
   */
  readonly onEnded?: 'restart' | 'stay';
  /** Twice the time that a write of one tab may take to be seen by the others, in milliseconds. Default: 80. */
  readonly settleMs?: number;
  readonly clock?: SessionClock;
  readonly wake?: SessionWake;
}

/** An access token and the visitor it speaks for. */
export interface SessionCredential {
  readonly accessToken: string;
  readonly anonId: string;
}

const SETTLE_MS = 80;
const STEPS_MAX = 8;

/**
 * One visitor's session in one page: logs in once, keeps the access token fresh, agrees with the other tabs, and says
 * when the identity ends. Make one for the page, in the browser (never on a server: its visitor would be shared).
 *
 * Calls to the server are made one at a time; whoever needs a token meanwhile waits for the one under way.
 */
export class SessionManager {
  readonly #clock: SessionClock;
  readonly #vault: SessionVault;
  readonly #exchange: SessionExchange;
  readonly #identity: CurrentIdentity;
  readonly #upkeep: SessionUpkeep;
  #flight: Promise<void> | null = null;
  /** Cookie mode; false after a sign-out that could not reach the server: the cookie still holds the old visitor. */
  #asksCookie: boolean;
  #leaving: Promise<boolean> | null = null;
  /** Set by `Retry-After`: until then every call is refused here. */
  #pause: { readonly until: number; readonly error: SessionUnreachable } | null = null;
  #stopListening: (() => void) | null = null;

  constructor(options: SessionManagerOptions) {
    const { transport, storage = localStorageStorage(), clock = systemClock, wake = browserWake } = options;
    const { settleMs = SETTLE_MS } = options;
    const vault = new SessionVault(storage, transport.isCookieMode);
    this.#clock = clock;
    this.#vault = vault;
    this.#exchange = new SessionExchange({ transport, vault, clock, settleMs, onLogin: () => this.#identity.begin() });
    this.#upkeep = new SessionUpkeep(clock, wake, () => this.#check());
    this.#asksCookie = transport.isCookieMode;
    const restartsOnEnd = options.onEnded !== 'stay';
    this.#identity = new CurrentIdentity({ vault, clock, restartsOnEnd, onMove: () => this.#onMove() });
  }

  /**
   * Logs in or takes up the stored session, renews the token ahead of time while the page is visible, and follows the
   * other tabs, until `stop()`. Repeating it does nothing; after `stop()` it goes on where it was.
   */
  start(): void {
    this.#stopListening ??= this.#vault.subscribe(() => this.#identity.followStored());
    this.#upkeep.start();
    this.#identity.state.move({ isPersistent: this.#vault.isPersistent });
    this.#check();
  }

  /** Ends the upkeep, not the session: a call under way is finished and stored, and `accessToken()` still works. */
  stop(): void {
    this.#upkeep.stop();
    this.#stopListening?.();
    this.#stopListening = null;
  }

  /** The state now; the same object until something in it changes. */
  snapshot(): SessionSnapshot {
    return this.#identity.state.snapshot;
  }

  /** Calls `listener` after each change of the snapshot. Returns the function that stops it. */
  subscribe(listener: () => void): () => void {
    return this.#identity.state.subscribe(listener);
  }

  /**
   * Calls `listener` when the visitor of this page changes or ends, before `snapshot()` shows it: the place to drop
   * what belongs to the old one. Returns the function that stops it.
   */
  onIdentityChange(listener: (change: IdentityChange) => void): () => void {
    return this.#identity.state.onIdentityChange(listener);
  }

  /**
   * A token to send, after waiting for a login or refresh under way. Rejects with `SessionUnreachable` when one is
   * needed and the server does not answer (safe to ask again), `SessionRefused` when it refuses, `SessionEnded` when
   * the identity has ended and none follows.
   */
  async accessToken(): Promise<string> {
    return (await this.credential()).accessToken;
  }

  /** As `accessToken()`, with the visitor that it speaks for. */
  async credential(): Promise<SessionCredential> {
    // Called before `start()`, as the first calls of a page are: a stored token that lives need not wait for its renewal.
    if (this.#identity.held === null && !this.#identity.isStaying) this.#identity.followStored();
    for (let step = 0; step < STEPS_MAX; step += 1) {
      const credential = this.heldCredential();
      if (credential !== null) {
        if (this.#identity.held?.isDue === true && this.#upkeep.mayRetry) this.#renewInBackground();
        return credential;
      }
      await this.#renew();
    }
    throw new SessionUnreachable('No session lasts.');
  }

  /** The credential that is good now, without waiting; null when there is none. */
  heldCredential(): SessionCredential | null {
    const { held, isUsable } = this.#identity;
    return held !== null && isUsable ? { accessToken: held.record.accessToken, anonId: held.record.anonId } : null;
  }

  /**
   * To be called when a call sent with `usedToken` was refused for `reason`. True: a different token is there, send
   * the call once more (`credential()` tells for whom: after the end of an identity it speaks for another visitor).
   * False: nothing that a session can mend. Never rejects.
   */
  async recover(reason: unknown, usedToken: string): Promise<boolean> {
    const recovery = decideRecovery(reason);
    if (recovery === null) return false;
    if (recovery.needs === 'refresh') this.#identity.reject(usedToken);
    else await this.#believeEnd(recovery.reason, usedToken);
    try {
      return (await this.accessToken()) !== usedToken;
    } catch {
      return false;
    }
  }

  /**
   * Forgets the visitor on this device at once, in every tab, and tells the server as far as it can be reached.
   * Resolves when that call is over; never rejects. In cookie mode a cookie outlives a sign-out made offline, and
   * the other tabs learn of the sign-out by their next call.
   */
  async signOut(): Promise<void> {
    const isCookieMode = !this.#vault.isShared;
    const session = this.#identity.signOut();
    if (session === null && !isCookieMode) return;
    this.#leaving = this.#exchange.logout(session?.refreshToken ?? null);
    this.#asksCookie = (await this.#leaving) && isCookieMode;
  }

  /** Begins a new identity after an end that stayed. Does nothing while there is one, or one on its way. */
  startAnew(): void {
    this.#identity.startAnew();
  }

  #check(): void {
    this.#identity.followStored();
    this.#onMove();
  }

  #onMove(): void {
    const { held, isStaying, isUsable } = this.#identity;
    if (isStaying) this.#upkeep.plan(null);
    else if (held === null) this.#renewInBackground();
    // In a page that nobody looks at the token may run out: the next look or the next call renews it.
    else if (!this.#upkeep.isAwake) this.#upkeep.plan(null);
    else if (held.isDue || !isUsable) this.#renewInBackground();
    else this.#upkeep.plan(held.msUntilDue);
  }

  #renewInBackground(): void {
    this.#renew().catch(() => undefined);
  }

  #renew(): Promise<void> {
    if (this.#pause !== null && this.#clock.monotonic() < this.#pause.until) return Promise.reject(this.#pause.error);
    // In a later microtask, so that a listener which asks for a token meets this flight instead of starting another.
    this.#flight ??= Promise.resolve()
      .then(() => this.#advance())
      .catch((error: unknown) => this.#fail(error))
      .finally(() => {
        this.#flight = null;
      });
    return this.#flight;
  }

  /** Goes on until there is a token that need not be renewed, or an end that stays. */
  async #advance(): Promise<void> {
    for (let step = 0; step < STEPS_MAX; step += 1) {
      if (this.#identity.isStaying) throw new SessionEnded(this.snapshot().endedReason);
      if (this.#identity.held === null) this.#identity.followStored();
      const { held, isUsable } = this.#identity;
      if (held !== null && isUsable && !held.isDue) return this.#identity.state.move({ status: 'active' });
      this.#apply(held === null ? await this.#open() : await this.#exchange.refresh(held.record));
    }
    throw new SessionUnreachable('No session lasts.');
  }

  async #open(): Promise<Outcome> {
    // The answer to a logout takes the cookie away, also one that a login has set meanwhile.
    if (!this.#vault.isShared) await this.#leaving;
    const outcome = await this.#exchange.open(this.snapshot().endedReason, this.#asksCookie);
    if (typeof outcome !== 'string') this.#asksCookie = !this.#vault.isShared;
    return outcome;
  }

  #apply(outcome: Outcome): void {
    this.#pause = null;
    if (typeof outcome !== 'string') this.#identity.adopt(outcome);
    else if (outcome !== 'superseded') this.#identity.end(outcome);
  }

  #fail(error: unknown): never {
    if (error instanceof SessionEnded) throw error;
    if (!this.#identity.isUsable) this.#identity.state.move({ status: 'offline' });
    if (error instanceof SessionUnreachable) {
      const { retryAfterMs } = error;
      if (retryAfterMs !== null) this.#pause = { until: this.#clock.monotonic() + retryAfterMs, error };
      this.#upkeep.planRetry(retryAfterMs ?? 0);
    }
    throw error;
  }

  /** A call of this page was refused because its identity is over; unless other tabs know better, so it is. */
  async #believeEnd(reason: EndReason, usedToken: string): Promise<void> {
    await this.#exchange.settle();
    this.#identity.followStored();
    if (this.#identity.held?.record.accessToken === usedToken) this.#identity.end(reason);
  }
}
