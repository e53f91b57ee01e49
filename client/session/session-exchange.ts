import { agreeOnLoginKey, readOrPropose } from './login-key.ts';
import { isFinalForRefresh } from './reason-rules.ts';
import type { EndReason } from './reason-rules.ts';
import { sleep } from './session-clock.ts';
import type { SessionClock } from './session-clock.ts';
import { SessionRefused } from './session-errors.ts';
import type { SessionTransport } from './session-transport.ts';
import type { SessionVault } from './session-vault.ts';
import type { PendingRecord, SessionGrant, SessionRecord, StoredRecord } from './stored-session.ts';

/**
 * What a call to the server came to, after a look at what the other tabs did meanwhile: a session, the reason for which
 * the identity is over, or `superseded`: this page or another tab has moved on, the answer was dropped, look again.
 */
export type Outcome = SessionRecord | EndReason | 'superseded';

export interface ExchangeParts {
  readonly transport: SessionTransport;
  readonly vault: SessionVault;
  readonly clock: SessionClock;
  /** Twice the time that a write of another tab may take to be seen here. */
  readonly settleMs: number;
  /** Called when there is no session to take up, so that a login begins. */
  readonly onLogin: () => void;
}

/** An answer this late may come from a page that was frozen; a session not looked at for this long, too. */
const LATE_ANSWER_MS = 5_000;
const LONG_UNSEEN_MS = 20_000;


/**
 * Calls the server and stores what it gave. Before a call and before a write the vault is read again, so that a tab
 * which comes late takes what is there instead of overwriting it. Keeps no session state. Every method rejects with
 * `SessionUnreachable` or `SessionRefused`, and then has stored nothing that a repeat would not reuse.
 */
export class SessionExchange {
  readonly #parts: ExchangeParts;
  #lookedAt: number;

  constructor(parts: ExchangeParts) {
    this.#parts = parts;
    this.#lookedAt = parts.clock.monotonic();
  }

  /**
   * A session for a page without one: that of another tab, that of the cookie when `asksCookie`, or a new one.
   *
   * @param after why the identity before ended.
   */
  async open(after: EndReason | null, asksCookie: boolean): Promise<Outcome> {
    if (!asksCookie) return this.#login(after, null);
    // Before the call: a tab that finds neither cookie nor key could otherwise have missed both of a login just done.
    const seen = readOrPropose(this.#parts.vault, after);
    return (await this.#resume(after)) ?? this.#login(after, seen);
  }

  /** A newer access token for the session of `used`: one that another tab has fetched, or a new one. */
  async refresh(used: SessionRecord): Promise<Outcome> {
    const { transport, vault, clock } = this.#parts;
    const { epoch } = vault;
    await this.#catchUp(this.#lookedAt, LONG_UNSEEN_MS);
    const found = this.#insteadOf(used, epoch);
    if (found !== null) return found;
    const sentAt = clock.monotonic();
    try {
      const grant = await transport.refresh(vault.isShared ? used.refreshToken : null);
      await this.#catchUp(sentAt, LATE_ANSWER_MS);
      return this.#insteadOf(used, epoch) ?? this.#store(grant, used.after);
    } catch (error) {
      if (!(error instanceof SessionRefused) || !this.#isFinal(error.reason)) throw error;
      await this.settle();
      return this.#insteadOf(used, epoch) ?? error.reason;
    }
  }

  /** Waits until what other tabs have written can be seen. Before an end is believed: it may be their sign-out. */
  settle(): Promise<void> {
    return sleep(this.#parts.clock, this.#parts.settleMs);
  }

  /** Ends the session on the server. False when it could not be reached. Never rejects. */
  async logout(refreshToken: string | null): Promise<boolean> {
    const { transport, vault } = this.#parts;
    try {
      await transport.logout(vault.isShared ? refreshToken : null);
      return true;
    } catch {
      return false;
    }
  }

  async #login(after: EndReason | null, seen: StoredRecord | null): Promise<Outcome> {
    const { transport, vault, clock, settleMs, onLogin } = this.#parts;
    const { epoch } = vault;
    onLogin();
    const agreed = await agreeOnLoginKey(vault, clock, { after, settleMs, seen });
    if (epoch !== vault.epoch) return 'superseded';
    if (agreed === null) return vault.isShared ? 'SIGNED_OUT' : 'superseded';
    if (agreed.kind === 'session') return agreed;
    const sentAt = clock.monotonic();
    const grant = await transport.login(agreed.idempotencyKey);
    await this.#catchUp(sentAt, LATE_ANSWER_MS);
    const found = epoch === vault.epoch ? this.#afterLogin(agreed) : 'superseded';
    if (found === null) return this.#store(grant, agreed.after);
    if (typeof found === 'string' || found.anonId !== grant.anonId) this.#discard(grant);
    return found;
  }

  /** The session that the cookie carries; null when there is no cookie, or only that of the identity just ended. */
  async #resume(after: EndReason | null): Promise<Outcome | null> {
    const { transport, vault } = this.#parts;
    const { epoch } = vault;
    try {
      const grant = await transport.refresh(null);
      return epoch === vault.epoch ? this.#store(grant, after) : 'superseded';
    } catch (error) {
      const reason = error instanceof SessionRefused ? error.reason : null;
      if (!isFinalForRefresh(reason)) throw error;
      return reason === 'TOKEN_MISSING' || after !== null ? null : reason;
    }
  }

  // Told that a token is missing from a body that held it, the page does not speak with the server it thinks.
  #isFinal(reason: string): reason is Exclude<EndReason, 'SIGNED_OUT'> {
    return isFinalForRefresh(reason) && (reason !== 'TOKEN_MISSING' || !this.#parts.vault.isShared);
  }

  #afterLogin(used: PendingRecord): Outcome | null {
    const { vault } = this.#parts;
    const stored = vault.read();
    if (stored === null) return vault.isShared ? 'SIGNED_OUT' : null;
    if (stored.kind === 'session') return stored;
    // Another key for the same start is a tab that wrote late: it finds this session and takes it. A key that
    // follows the end of an identity is a later start, which this answer must not undo.
    return stored.after === used.after ? null : 'superseded';
  }

  #insteadOf(used: SessionRecord, epoch: number): Outcome | null {
    const { vault, clock } = this.#parts;
    this.#lookedAt = clock.monotonic();
    if (epoch !== vault.epoch) return 'superseded';
    const stored = vault.read();
    if (stored === null) return vault.isShared ? 'SIGNED_OUT' : null;
    if (stored.kind === 'session') {
      return stored.accessToken === used.accessToken ? null : stored;
    }
    // A first key over a living session was written by a tab that did not see it yet; it will.
    return stored.after;
  }

  #store(grant: SessionGrant, after: EndReason | null): Outcome {
    const record: SessionRecord = { kind: 'session', ...grant, receivedAt: this.#parts.clock.now(), after };
    this.#parts.vault.write(record);
    return record;
  }

  // In cookie mode the cookie may be that of a later login by now.
  #discard(grant: SessionGrant): void {
    if (this.#parts.vault.isShared) void this.logout(grant.refreshToken);
  }

  /** Lets writes of other tabs arrive: those queued already, and after a long absence those still under way. */
  async #catchUp(since: number, longMs: number): Promise<void> {
    const { clock, settleMs } = this.#parts;
    await sleep(clock, clock.monotonic() - since > longMs ? settleMs : 0);
  }
}
