import type { EndReason } from './reason-rules.ts';

/**
 * The server did not answer, or answered that it cannot just now: network failure, timeout, 429, 5xx, or an answer
 * that is not Passerby's (a captive portal, a proxy's page). Nothing is known to have changed; sending again is safe.
 */
export class SessionUnreachable extends Error {
  override readonly name = 'SessionUnreachable';
  /** How long the server asked to be left alone, in milliseconds; null when it did not say. */
  readonly retryAfterMs: number | null;

  constructor(message: string, options: { cause?: unknown; retryAfterMs?: number | null } = {}) {
    super(message, { cause: options.cause });
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

/** The server understood the call and refused it. Sending the same again gives the same answer. */
export class SessionRefused extends Error {
  override readonly name = 'SessionRefused';
  /** `data.reason` of the answer: a name of the error table, or of a newer server's. */
  readonly reason: string;

  constructor(reason: string) {
    super(`The server refused: ${reason}.`);
    this.reason = reason;
  }
}

/** There is no identity in this page until `startAnew()`. */
export class SessionEnded extends Error {
  override readonly name = 'SessionEnded';
  readonly reason: EndReason | null;

  constructor(reason: EndReason | null) {
    super('The session has ended.');
    this.reason = reason;
  }
}

/** The call was made for a visitor who is no longer the one of this page. It was not sent. */
export class IdentityChanged extends Error {
  override readonly name = 'IdentityChanged';

  constructor() {
    super('The visitor changed before this call was sent. It was not sent.');
  }
}
