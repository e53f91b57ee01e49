import type { JWK } from 'jose';
import type { Clock } from '../clock.ts';
import type { Db, Store } from '../database/store.ts';
import { seal, unseal } from './key-sealing.ts';
import { canVerify, decideRemoval, decideSchedule, findNewest, findSigner, type KeyPolicy, type KeyState, keyState, type ScheduledKey } from './key-schedule.ts';
import {
  deleteKey,
  deleteOutlivedKeys,
  insertKey,
  listKeys,
  type SigningKeyRow,
  setActiveFrom,
  setSealedPrivateJwk,
  setVerifyUntil,
} from './keys.repository.ts';
import type { SecretRing } from './secret-ring.ts';
import { generateSigningKey, importSigningKey, type SigningKey } from './signing-key.ts';

/** Thrown at the start when `PASSERBY_SECRET` does not open the keys in the database. For the operator. */
export class SecretMismatch extends Error {
  override readonly name = 'SecretMismatch';

  constructor() {
    super('PASSERBY_SECRET does not open the signing keys in this database. Give the secret it was made with, or that one as PASSERBY_PREVIOUS_SECRET.');
  }
}

/** A key as operators see it: no key material. */
export interface KeySummary {
  readonly kid: string;
  readonly alg: string;
  readonly state: KeyState;
  readonly activeFrom: number;
  readonly verifyUntil: number | null;
}

interface KeysDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly secrets: SecretRing;
  readonly policy: KeyPolicy;
}

/** Two processes that decide about keys see each other's decisions. */
const ONE_AT_A_TIME = { turnOf: 'signing keys' } as const;

/** The keys that sign and verify access tokens: a copy of the database's, renewed by `maintain`. */
export class KeysService {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #policy: KeyPolicy;
  readonly #sealing: readonly Buffer[];
  #keys: readonly SigningKey[] = [];
  #byHeader: ReadonlyMap<string, SigningKey> = new Map();
  /** Ends when nothing changes the copy: a slow load must not put back what a later one has removed. */
  #turn: Promise<unknown> = Promise.resolve();
  #maintenance: Promise<void> | null = null;

  /** @internal */
  constructor({ store, clock, secrets, policy }: KeysDeps) {
    this.#store = store;
    this.#clock = clock;
    this.#policy = policy;
    this.#sealing = secrets.derive('signing-key sealing');
  }

  /** The key that signs now. */
  signer(): SigningKey {
    const signer = findSigner(this.#keys, this.#clock.now());
    if (signer === null) throw new TypeError('maintain() runs before the first signature');
    return signer;
  }

  /** The key whose tokens begin with this header segment, if it still verifies. No I/O, whatever the segment holds. */
  findVerifier(headerSegment: string): SigningKey | null {
    const key = this.#byHeader.get(headerSegment);
    return key !== undefined && canVerify(key, this.#clock.now()) ? key : null;
  }

  /** The JWK set (RFC 7517 §5) of every key that verifies or is about to: public halves only. */
  publicKeySet(): { readonly keys: readonly JWK[] } {
    const now = this.#clock.now();
    return { keys: this.#keys.filter((key) => canVerify(key, now)).map((key) => key.publicJwk) };
  }

  list(): KeySummary[] {
    const now = this.#clock.now();
    return this.#keys.map((key) => ({
      kid: key.kid,
      alg: key.alg,
      state: keyState(this.#keys, key, now),
      activeFrom: key.activeFrom,
      verifyUntil: key.verifyUntil,
    }));
  }

  /**
   * Takes over what other processes changed, makes the next key when it is due and drops those that verify nothing
   * any more. Runs at the start and about once a second; a call while one runs joins it. Throws `SecretMismatch`.
   */
  maintain(): Promise<void> {
    this.#maintenance ??= this.#alone(() => this.#maintain()).finally(() => {
      this.#maintenance = null;
    });
    return this.#maintenance;
  }

  /** Brings the next rotation forward: the successor signs `publishAheadMs` from now. Returns its kid. */
  rotate(): Promise<string> {
    return this.#alone(async () => {
      await this.#maintain();
      const newest = this.#newest();
      if (newest.activeFrom > this.#clock.now()) return newest.kid;
      await this.#create(newest.kid, this.#clock.now() + this.#policy.publishAheadMs);
      await this.#load();
      return this.#newest().kid;
    });
  }

  /**
   * Removes a key at once, for when its private half has leaked: nothing verifies with it any more, cached or not.
   * If it was the signer, its successor signs from now on. False: there is no such key.
   */
  remove(kid: string): Promise<boolean> {
    return this.#alone(async () => {
      const replacement = await this.#newRow(kid, this.#clock.now());
      const isRemoved = await this.#store.write((trx) => this.#remove(trx, kid, replacement), ONE_AT_A_TIME);
      await this.#load();
      return isRemoved;
    });
  }

  async #maintain(): Promise<void> {
    await this.#load();
    const now = this.#clock.now();
    const decision = decideSchedule(this.#keys, now, this.#policy);
    const hasOutlived = this.#keys.some((key) => !canVerify(key, now));
    if (decision.kind === 'wait' && !hasOutlived) return;
    if (decision.kind === 'create') await this.#create(decision.predecessor, decision.activeFrom);
    if (hasOutlived) await this.#store.write((trx) => deleteOutlivedKeys(trx, now));
    await this.#load();
  }

  /** Decides on the rows of this transaction: another process may have rotated or removed since the last load. */
  async #remove(trx: Db, kid: string, replacement: SigningKeyRow): Promise<boolean> {
    const now = replacement.created_at;
    const decision = decideRemoval((await listKeys(trx)).map(toScheduled), kid, now);
    if (decision.kind === 'unknown') return false;
    if (decision.kind === 'replace') await insertKey(trx, replacement);
    if (decision.kind === 'promote') await setActiveFrom(trx, decision.successor, now);
    if (decision.kind === 'reinstate') await setVerifyUntil(trx, decision.predecessor, null);
    await deleteKey(trx, kid);
    return true;
  }

  #newest(): SigningKey {
    const newest = findNewest(this.#keys);
    if (newest === null) throw new TypeError('#maintain() leaves at least one key');
    return newest;
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #create(predecessor: string, activeFrom: number): Promise<void> {
    const row = await this.#newRow(predecessor, activeFrom);
    await this.#store.write(async (trx) => {
      const isFirst = await insertKey(trx, row);
      if (isFirst && predecessor !== '') await setVerifyUntil(trx, predecessor, activeFrom + this.#policy.overlapMs);
    }, ONE_AT_A_TIME);
  }

  async #newRow(predecessor: string, activeFrom: number): Promise<SigningKeyRow> {
    const { kid, publicJwk, privateJwk } = await generateSigningKey(this.#policy.alg);
    return {
      kid,
      alg: this.#policy.alg,
      predecessor,
      public_jwk: JSON.stringify(publicJwk),
      sealed_private_jwk: this.#seal(JSON.stringify(privateJwk), kid),
      created_at: this.#clock.now(),
      active_from: activeFrom,
      verify_until: null,
    };
  }

  async #load(): Promise<void> {
    const rows = await listKeys(this.#store.db);
    const known = new Map(this.#keys.map((key) => [key.kid, key]));
    // What was removed or rescheduled counts at once, even when a new key takes time to open or cannot be opened.
    this.#adopt(rows, known);
    for (const row of rows) if (!known.has(row.kid)) known.set(row.kid, await this.#open(row));
    this.#adopt(rows, known);
  }

  #adopt(rows: readonly SigningKeyRow[], known: ReadonlyMap<string, SigningKey>): void {
    const keys: SigningKey[] = [];
    for (const row of rows) {
      const key = known.get(row.kid);
      if (key !== undefined) keys.push({ ...key, ...toScheduled(row) });
    }
    this.#keys = keys;
    this.#byHeader = new Map(keys.map((key) => [key.headerSegment, key]));
  }

  async #open(row: SigningKeyRow): Promise<SigningKey> {
    const privateJwk = await this.#unseal(row);
    return importSigningKey({
      ...toScheduled(row),
      alg: row.alg,
      publicJwk: JSON.parse(row.public_jwk) as JWK,
      privateJwk: JSON.parse(privateJwk) as JWK,
    });
  }

  #seal(plain: string, kid: string): string {
    const [current] = this.#sealing;
    if (current === undefined) throw new TypeError('A secret ring holds at least one secret');
    return seal(current, plain, kid);
  }

  /** Opens a private half; one sealed under the previous secret is sealed anew under the current one. */
  async #unseal(row: SigningKeyRow): Promise<string> {
    for (const [index, key] of this.#sealing.entries()) {
      const plain = unseal(key, row.sealed_private_jwk, row.kid);
      if (plain === null) continue;
      if (index > 0) await this.#store.write((trx: Db) => setSealedPrivateJwk(trx, row.kid, this.#seal(plain, row.kid)));
      return plain;
    }
    throw new SecretMismatch();
  }
}

function toScheduled(row: SigningKeyRow): ScheduledKey & Pick<SigningKey, 'alg'> {
  return { kid: row.kid, alg: row.alg, activeFrom: row.active_from, verifyUntil: row.verify_until };
}
