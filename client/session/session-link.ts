import type { Operation, OperationResultEnvelope, TRPCLink } from '@trpc/client';
import { TRPCClientError } from '@trpc/client';
import type { AnyTRPCRouter } from '@trpc/server';
import { observable } from '@trpc/server/observable';
import type { Observer, Unsubscribable } from '@trpc/server/observable';
import { decideRecovery } from './reason-rules.ts';
import { IdentityChanged } from './session-errors.ts';
import type { SessionCredential, SessionManager } from './session-manager.ts';

/** The session's own calls: they carry no access token. */
const OPEN_PATHS: ReadonlySet<string> = new Set(['anon.login', 'anon.refresh', 'anon.logout']);
const CONTEXT_KEY = 'passerbySession';
/** How often a call that was held back before it was sent may try again. */
const HELD_BACK_MAX = 3;

/** Travels in the operation's context from the link to the headers. */
class Attachment {
  readonly manager: SessionManager;
  readonly anonId: string;
  /** The token that went out with the call, which may be newer than the one it waited for. */
  accessToken: string;

  constructor(manager: SessionManager, credential: SessionCredential) {
    this.manager = manager;
    this.anonId = credential.anonId;
    this.accessToken = credential.accessToken;
  }
}

export interface SessionLinkOptions {
  /**
   * True for a client that is made anew when an identity ends: whatever still mutates through the old one, for instance a
   * repeat that waits for its turn, was asked for by the visitor before and fails with `IdentityChanged` as its `cause`.
   */
  readonly endsWithIdentity?: boolean;
}

/**
 * The tRPC link that settles who is calling. Put it before the terminating link and give that `sessionHeaders`.
 *
 * Each operation waits for a token. Refused for a reason that a new token mends, it is sent once more, by itself, also
 * when its batch was answered with 207. After the end of an identity only queries and subscriptions are sent again,
 * for the new visitor; a mutation was meant for the old one and fails with the server's reason.
 *
 * Operations with `context: { skipSession: true }` and the login, refresh and logout calls pass as they are. When no
 * token can be had, the operation fails with a `TRPCClientError` whose `cause` is `SessionUnreachable`,
 * `SessionRefused` or `SessionEnded`; it was not sent then.
 */
export function sessionLink<TRouter extends AnyTRPCRouter>(manager: SessionManager, options: SessionLinkOptions = {}): TRPCLink<TRouter> {
  return () => {
    const { endings } = manager.snapshot();
    const isOver = (): boolean => options.endsWithIdentity === true && manager.snapshot().endings !== endings;
    return ({ op, next }) => {
      if (op.context['skipSession'] === true || OPEN_PATHS.has(op.path)) return next(op);
      return observable((observer) => {
        const call = new SessionCall<TRouter>(manager, { op, next, observer, isOver });
        void call.begin();
        return () => call.cancel();
      });
    };
  };
}

/**
 * `headers` for `httpBatchLink`, and with `{ opList: [op] }` for links that send one call. One batch carries one token:
 * the visitor's current one at the moment of sending. Throws `IdentityChanged`, so that nothing is sent, when a call
 * of the batch was made for another visitor; `sessionLink` then sends again what may be sent.
 */
export function sessionHeaders(options: { readonly opList: readonly Pick<Operation, 'context'>[] }): Record<string, string> {
  const attachments = options.opList.map((op) => op.context[CONTEXT_KEY]).filter((value) => value instanceof Attachment);
  const manager = attachments[0]?.manager;
  if (manager === undefined) return {};
  const held = manager.heldCredential();
  const isForOther = (attachment: Attachment): boolean => attachment.anonId !== manager.snapshot().anonId;
  if (attachments.some(isForOther)) throw new IdentityChanged();
  // A token that ran out between waiting and sending still goes out: the server's answer starts the renewal.
  const accessToken = held?.accessToken ?? attachments.at(-1)?.accessToken ?? '';
  for (const attachment of attachments) attachment.accessToken = accessToken;
  return { authorization: `Bearer ${accessToken}` };
}

interface CallParts<TRouter extends AnyTRPCRouter> {
  readonly op: Operation;
  readonly next: Parameters<ReturnType<TRPCLink<TRouter>>>[0]['next'];
  readonly observer: Observer<OperationResultEnvelope<unknown, TRPCClientError<TRouter>>, TRPCClientError<TRouter>>;
  /** Whether the identity that this call's client was made for has ended. */
  readonly isOver: () => boolean;
}

/** One operation on its way, through at most one replay. */
class SessionCall<TRouter extends AnyTRPCRouter> {
  readonly #manager: SessionManager;
  readonly #parts: CallParts<TRouter>;
  #inner: Unsubscribable | null = null;
  #isCancelled = false;
  #isReplayed = false;
  #heldBack = 0;

  constructor(manager: SessionManager, parts: CallParts<TRouter>) {
    this.#manager = manager;
    this.#parts = parts;
  }

  async begin(): Promise<void> {
    try {
      const credential = await this.#manager.credential();
      if (this.#parts.op.type === 'mutation' && this.#parts.isOver()) throw new IdentityChanged();
      this.#send(new Attachment(this.#manager, credential));
    } catch (error) {
      this.#fail(error);
    }
  }

  cancel(): void {
    this.#isCancelled = true;
    this.#inner?.unsubscribe();
  }

  #send(attachment: Attachment): void {
    if (this.#isCancelled) return;
    const { op, next, observer } = this.#parts;
    this.#inner = next({ ...op, context: { ...op.context, [CONTEXT_KEY]: attachment } }).subscribe({
      next: (envelope) => observer.next(envelope),
      complete: () => observer.complete(),
      error: (error) => void this.#onError(error, attachment),
    });
  }

  async #onError(error: TRPCClientError<TRouter>, attachment: Attachment): Promise<void> {
    try {
      const again = await this.#decideReplay(error, attachment);
      if (again === null) this.#fail(error);
      else this.#send(again);
    } catch (cause) {
      this.#fail(cause);
    }
  }

  async #decideReplay(error: TRPCClientError<TRouter>, sent: Attachment): Promise<Attachment | null> {
    const isUnsent = error.cause instanceof IdentityChanged;
    if (isUnsent) {
      this.#heldBack += 1;
      if (this.#heldBack > HELD_BACK_MAX) return null;
    } else {
      const reason = readReason(error);
      const isMended = await this.#manager.recover(reason, sent.accessToken);
      if (this.#isReplayed || this.#isCancelled || !(isMended || this.#mayStillMend(reason, sent))) return null;
      this.#isReplayed = true;
    }
    const credential = await this.#manager.credential();
    const isForOther = credential.anonId !== sent.anonId;
    return isForOther && this.#parts.op.type === 'mutation' ? null : new Attachment(this.#manager, credential);
  }

  /** No new token could be had just now, and the visitor is the same: the next try has it or says what is in the way. */
  #mayStillMend(reason: unknown, sent: Attachment): boolean {
    return decideRecovery(reason)?.needs === 'refresh' && this.#manager.snapshot().anonId === sent.anonId;
  }

  #fail(error: unknown): void {
    if (this.#isCancelled) return;
    const cause = error instanceof Error ? error : new Error(String(error));
    this.#parts.observer.error(TRPCClientError.from<TRouter>(cause));
  }
}

function readReason(error: { readonly data: unknown }): unknown {
  const { data } = error;
  return typeof data === 'object' && data !== null && 'reason' in data ? data.reason : null;
}
