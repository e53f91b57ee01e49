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
const KEY = new RegExp(`^[\\w-]{${IDEMPOTENCY_KEY_MIN_CHARS},${IDEMPOTENCY_KEY_MAX_CHARS}}$`);
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function isToken(value: unknown): value is string {
  return typeof value === 'string' && value.length <= TOKEN_MAX_CHARS && B64_TOKEN.test(value);
}

function isMatch(value: unknown, pattern: RegExp): value is string {
  return typeof value === 'string' && pattern.test(value);
}

function isDuration(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

/** What a session needs, out of `value`, or null; in cookie mode without the refresh token, whatever `value` holds. */
export function readSessionGrant(value: unknown, isCookieMode: boolean): SessionGrant | null {
  if (!isObject(value)) return null;
  const { anonId, accessToken, expiresIn, refreshExpiresIn } = value;
  const refreshToken = isCookieMode ? '' : value['refreshToken'];
  if (!isMatch(anonId, UUID) || !isToken(accessToken) || !(isCookieMode || isToken(refreshToken))) return null;
  if (!isDuration(expiresIn) || !isDuration(refreshExpiresIn)) return null;
  return { anonId, accessToken, refreshToken: String(refreshToken), expiresIn, refreshExpiresIn };
}

export function formatStoredRecord(record: StoredRecord): string {
  return JSON.stringify({ v: VERSION, ...record });
}

/** The record in `text`, or null for everything that is not exactly one: other code of the origin can write there. */
export function parseStoredRecord(text: string | null): StoredRecord | null {
  const value = parseJson(text);
  if (!isObject(value) || value['v'] !== VERSION) return null;
  const { kind, after, idempotencyKey, receivedAt } = value;
  if (after !== null && !isEndReason(after)) return null;
  if (kind === 'pending') return isMatch(idempotencyKey, KEY) ? { kind, idempotencyKey, after } : null;
  const grant = readSessionGrant(value, false);
  if (kind !== 'session' || typeof receivedAt !== 'number' || grant === null) return null;
  return { kind, ...grant, receivedAt, after };
}

function parseJson(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return null;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
