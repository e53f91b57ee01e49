import { HeldSession } from './held-session.ts';
import { makePendingRecord } from './login-key.ts';
import type { EndReason } from './reason-rules.ts';
import { RestartGuard } from './restart-guard.ts';
import type { SessionClock } from './session-clock.ts';
import { SessionState } from './session-state.ts';
import type { SessionVault } from './session-vault.ts';
import type { SessionRecord } from './stored-session.ts';

export interface CurrentIdentityParts {
  readonly vault: SessionVault;
  readonly clock: SessionClock;
  /** False: an identity that the server ended is not followed by another until `startAnew()`. */
  readonly restartsOnEnd: boolean;
  /** Called after the identity was taken up, ended or begun anew, when the snapshot shows it already. */
  readonly onMove: () => void;
}

/** Who this page speaks for, and how it comes to be somebody else. Calls no server. */
export class CurrentIdentity {
  readonly state = new SessionState();
  readonly #parts: CurrentIdentityParts;
  readonly #restarts: RestartGuard;
  #held: HeldSession | null = null;
  #isStaying = false;
  /** Whoever is taken up next began in this page, or in a tab that was opened with it. */
  #isBeginning = false;
  #rejectedToken: string | null = null;
  #signedOutId: string | null = null;

  constructor(parts: CurrentIdentityParts) {
    this.#parts = parts;
    this.#restarts = new RestartGuard(parts.clock);
  }

  get held(): HeldSession | null {
    return this.#held;
  }

  /** Ended, and nothing begins by itself. */
  get isStaying(): boolean {
    return this.#isStaying;
  }

  /** True when the held access token can be sent as far as this page knows. */
  get isUsable(): boolean {
    return this.#held !== null && !this.#held.isExpired && this.#held.record.accessToken !== this.#rejectedToken;
  }

  /** The server says that this access token is no longer good. */
  reject(accessToken: string): void {
    this.#rejectedToken = accessToken;
  }

  /** A visitor is being made: a clock could not tell later, as the device's may be wrong. */
  begin(): void {
    this.#isBeginning = true;
  }

  adopt(record: SessionRecord): void {
    if (record.anonId === this.#signedOutId) {
      // Put back by a tab that had not seen the sign-out yet.
      this.#parts.vault.clear();
      return;
    }
    const { anonId, endedReason, endings } = this.state.snapshot;
    const isOther = anonId !== null && anonId !== record.anonId;
    this.#held = new HeldSession(record, this.#parts.clock);
    this.#isStaying = false;
    this.#isBeginning ||= isOther;
    this.#signedOutId = null;
    this.state.move(
      {
        status: this.isUsable ? 'active' : 'starting',
        anonId: record.anonId,
        isNew: this.#isBeginning,
        endedReason: isOther ? record.after : endedReason,
        isPersistent: this.#parts.vault.isPersistent,
        endings: isOther ? endings + 1 : endings,
      },
      isOther ? record.after : null,
    );
    this.#parts.onMove();
  }

  end(reason: EndReason): void {
    const ended = this.#held?.record ?? null;
    const restarts = reason !== 'SIGNED_OUT' && this.#parts.restartsOnEnd && this.#restarts.allows();
    this.#held = null;
    this.#rejectedToken = null;
    this.#isStaying = !restarts;
    this.#isBeginning = true;
    if (reason !== 'SIGNED_OUT') this.#parts.vault.supersede(ended, makePendingRecord(reason));
    const { anonId, endings } = this.state.snapshot;
    const next = { status: 'ended', anonId: null, endedReason: reason, endings: anonId === null ? endings : endings + 1 } as const;
    this.state.move(next, reason);
    // A listener may have moved on already.
    if (restarts && this.#held === null) this.state.move({ status: 'starting' });
    this.#parts.onMove();
  }

  /** Ends the identity of this device, with nothing stored. Returns the session to log out; null when none is known. */
  signOut(): SessionRecord | null {
    const stored = this.#parts.vault.read();
    const session = stored?.kind === 'session' ? stored : (this.#held?.record ?? null);
    this.#signedOutId = session?.anonId ?? this.#signedOutId;
    this.#parts.vault.clear();
    this.end('SIGNED_OUT');
    return session;
  }

  startAnew(): void {
    if (!this.#isStaying) return;
    this.#isStaying = false;
    this.state.move({ status: 'starting' });
    this.#parts.onMove();
  }

  /** Takes up what is stored by now: a newer token, another identity, or the end of this one. */
  followStored(): void {
    const { vault } = this.#parts;
    const stored = vault.read();
    const held = this.#held?.record ?? null;
    if (stored?.kind === 'session') {
      if (stored.accessToken !== held?.accessToken) this.adopt(stored);
    } else if (held !== null && vault.isShared) {
      if (stored === null) this.end('SIGNED_OUT');
      else if (stored.after !== null) this.end(stored.after);
      // A first key over a living session: its tab had not seen the session yet.
      else vault.write(held);
    }
  }
}
