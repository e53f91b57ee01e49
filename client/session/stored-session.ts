import { IDEMPOTENCY_KEY_MAX_CHARS, IDEMPOTENCY_KEY_MIN_CHARS, TOKEN_MAX_CHARS } from '../../shared/limits.ts';
import { isEndReason } from './reason-rules.ts';
import type { EndReason } from './reason-rules.ts';

/** What login and refresh gave, durations in seconds. `refreshToken` is empty when a cookie carries it. */
export interface SessionGrant {
  readonly anonId: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresIn: number;
  readonly refreshExpiresIn: number;
}

/** A login that was begun: written before the call, so that a repeat of it is recognised. */
export interface PendingRecord {
  readonly kind: 'pending';
  readonly idempotencyKey: string;
  /** Why the identity before this one ended; null when there was none. */
  readonly after: EndReason | null;
}

export interface SessionRecord extends SessionGrant {
  readonly kind: 'session';
  /** Device clock at receipt, in milliseconds. Good for a difference only: the clock may be wrong or jump. */
  readonly receivedAt: number;
  readonly after: EndReason | null;
}

export type StoredRecord = PendingRecord | SessionRecord;

const VERSION = 1;
/** RFC 6750 §2.1 `b64token`: anything else is not legal in the Authorization header. */
const B64_TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;
const KEY = /^[A-Za-z0-9_-]+$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function isToken(value: unknown): value is string {
  return typeof value === 'string' && value.length <= TOKEN_MAX_CHARS && B64_TOKEN.test(value);
}

function isDuration(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

/** True for an object with everything a session needs; `refreshToken` may be absent or empty only in cookie mode. */
export function isSessionGrant(value: unknown, isCookieMode: boolean): value is SessionGrant {
  if (!isObject(value)) return false;
  const { anonId, accessToken, refreshToken, expiresIn, refreshExpiresIn } = value;
  return (
    typeof anonId === 'string' &&
    UUID.test(anonId) &&
    isToken(accessToken) &&
    (isCookieMode || isToken(refreshToken)) &&
    isDuration(expiresIn) &&
    isDuration(refreshExpiresIn)
  );
}

/** A grant with the moment of its receipt; in cookie mode without the refresh token, whatever the answer held. */
export function toSessionRecord(grant: SessionGrant, receivedAt: number, after: EndReason | null): SessionRecord {
  const { anonId, accessToken, refreshToken, expiresIn, refreshExpiresIn } = grant;
  return { kind: 'session', anonId, accessToken, refreshToken, expiresIn, refreshExpiresIn, receivedAt, after };
}

export function formatStoredRecord(record: StoredRecord): string {
  return JSON.stringify({ v: VERSION, ...record });
}

/** The record in `text`, or null for everything that is not exactly one: other code of the origin can write there. */
export function parseStoredRecord(text: string | null): StoredRecord | null {
  const value = parseJson(text);
  if (!isObject(value) || value['v'] !== VERSION) return null;
  const after = value['after'];
  if (after !== null && !isEndReason(after)) return null;
  if (value['kind'] === 'pending') return toPendingRecord(value['idempotencyKey'], after);
  const receivedAt = value['receivedAt'];
  if (value['kind'] !== 'session' || typeof receivedAt !== 'number' || !isSessionGrant(value, false)) return null;
  return toSessionRecord(value, receivedAt, after);
}

function toPendingRecord(key: unknown, after: EndReason | null): PendingRecord | null {
  const isKey =
    typeof key === 'string' &&
    key.length >= IDEMPOTENCY_KEY_MIN_CHARS &&
    key.length <= IDEMPOTENCY_KEY_MAX_CHARS &&
    KEY.test(key);
  return isKey ? { kind: 'pending', idempotencyKey: key, after } : null;
}

function parseJson(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
