/**
 * THE error table. A reason is the stable name of an outcome; everything else about it (status, tRPC code,
 * RFC 6750 error, what the client does next) is derived from here, on both sides and in docs/errors.md.
 */

/**
 * What a client may do with the same call:
 * - `never`: sending it again gives the same answer.
 * - `later`: safe to send again after a pause (`Retry-After` when present).
 * - `after-refresh`: send it once more with a new access token.
 * - `after-login`: the session is over; only a new `anon.login` helps, as a new visitor.
 */
export type Retry = 'never' | 'later' | 'after-refresh' | 'after-login';

interface ErrorRow {
  /** HTTP status of a single call. */
  readonly status: number;
  /** The tRPC error code that carries this status. */
  readonly code: string;
  /** `error` of the `WWW-Authenticate: Bearer` challenge (RFC 6750 §3.1); null: a challenge without it, or none. */
  readonly bearerError: 'invalid_request' | 'invalid_token' | null;
  readonly retry: Retry;
  /** Said to the caller; the same for every occurrence, so it can leak nothing. */
  readonly message: string;
}

export const ERRORS = {
  TOKEN_MISSING: { status: 401, code: 'UNAUTHORIZED', bearerError: null, retry: 'after-login', message: 'This call needs an access token: call anon.login first.' },
  TOKEN_INVALID: { status: 401, code: 'UNAUTHORIZED', bearerError: 'invalid_token', retry: 'after-refresh', message: 'The token is not one of ours.' },
  TOKEN_EXPIRED: { status: 401, code: 'UNAUTHORIZED', bearerError: 'invalid_token', retry: 'after-refresh', message: 'The access token has expired.' },
  SESSION_REVOKED: { status: 401, code: 'UNAUTHORIZED', bearerError: 'invalid_token', retry: 'after-login', message: 'The session was ended.' },
  SESSION_EXPIRED: { status: 401, code: 'UNAUTHORIZED', bearerError: 'invalid_token', retry: 'after-login', message: 'The session was unused for too long or reached its greatest age.' },
  REFRESH_REUSED: { status: 401, code: 'UNAUTHORIZED', bearerError: 'invalid_token', retry: 'after-login', message: 'A refresh token was used a second time, so its session was ended.' },
  VISITOR_RETIRED: { status: 401, code: 'UNAUTHORIZED', bearerError: 'invalid_token', retry: 'after-login', message: 'The visitor was removed and their data with them.' },
  AUTHORIZATION_MALFORMED: { status: 400, code: 'BAD_REQUEST', bearerError: 'invalid_request', retry: 'never', message: 'Send exactly one Authorization header of the form "Bearer <token>".' },
  REQUEST_MALFORMED: { status: 400, code: 'BAD_REQUEST', bearerError: null, retry: 'never', message: 'The request could not be read: its path, query or Host header is malformed.' },
  CROSS_SITE_REFUSED: { status: 403, code: 'FORBIDDEN', bearerError: null, retry: 'never', message: 'A page of another site may not use the session cookie.' },
  INPUT_INVALID: { status: 400, code: 'BAD_REQUEST', bearerError: null, retry: 'never', message: 'The input does not fit its schema.' },
  CURSOR_INVALID: { status: 400, code: 'BAD_REQUEST', bearerError: null, retry: 'never', message: 'The cursor is not one that this list gave to this visitor.' },
  BODY_INVALID: { status: 400, code: 'PARSE_ERROR', bearerError: null, retry: 'never', message: 'The body, or the input parameter of a GET, is not valid JSON in UTF-8.' },
  BATCH_TOO_LARGE: { status: 400, code: 'BAD_REQUEST', bearerError: null, retry: 'never', message: 'Too many calls in one batch.' },
  ITEM_NOT_FOUND: { status: 404, code: 'NOT_FOUND', bearerError: null, retry: 'never', message: 'There is no such item.' },
  NOT_FOUND: { status: 404, code: 'NOT_FOUND', bearerError: null, retry: 'never', message: 'There is nothing at this path.' },
  METHOD_NOT_SUPPORTED: { status: 405, code: 'METHOD_NOT_SUPPORTED', bearerError: null, retry: 'never', message: 'This path does not answer that HTTP method.' },
  ACTION_ID_CONFLICT: { status: 409, code: 'CONFLICT', bearerError: null, retry: 'never', message: 'This action id was already used for a different action.' },
  CART_CONFLICT: { status: 409, code: 'CONFLICT', bearerError: null, retry: 'never', message: 'The cart was changed elsewhere. The details carry it as it is now.' },
  CART_LIMIT: { status: 409, code: 'CONFLICT', bearerError: null, retry: 'never', message: 'A cart holds at most 50 different items and 99 of each.' },
  CART_ADD_ID_CONFLICT: { status: 409, code: 'CONFLICT', bearerError: null, retry: 'never', message: 'This id was already used to add something else to the cart.' },
  BODY_TOO_LARGE: { status: 413, code: 'PAYLOAD_TOO_LARGE', bearerError: null, retry: 'never', message: 'The body is too large.' },
  PREFERENCES_TOO_LARGE: { status: 413, code: 'PAYLOAD_TOO_LARGE', bearerError: null, retry: 'never', message: 'The preferences would be larger than 16 KB.' },
  MEDIA_TYPE_UNSUPPORTED: { status: 415, code: 'UNSUPPORTED_MEDIA_TYPE', bearerError: null, retry: 'never', message: 'Send JSON: Content-Type: application/json.' },
  EXPORT_TOO_LARGE: { status: 422, code: 'UNPROCESSABLE_CONTENT', bearerError: null, retry: 'never', message: 'There is too much for one answer: GET /privacy/export streams it.' },
  CALL_ABORTED: { status: 499, code: 'CLIENT_CLOSED_REQUEST', bearerError: null, retry: 'later', message: 'The caller went away before the answer.' },
  STORAGE_UNAVAILABLE: { status: 503, code: 'SERVICE_UNAVAILABLE', bearerError: null, retry: 'later', message: 'The database does not answer just now. Send the same call again: one that carries an id or a key is carried out once.' },
  OVERLOADED: { status: 503, code: 'SERVICE_UNAVAILABLE', bearerError: null, retry: 'later', message: 'Too much to do just now. Nothing was changed.' },
  INTERNAL: { status: 500, code: 'INTERNAL_SERVER_ERROR', bearerError: null, retry: 'never', message: 'Something went wrong on our side. Quote the error id when you report it.' },
} as const satisfies Record<string, ErrorRow>;

/** The stable name of an outcome, carried as `data.reason` in every tRPC error. */
export type Reason = keyof typeof ERRORS;

/** True for a string that is one of the table's reasons, for instance `data.reason` from a server of any version. */
export function isReason(value: unknown): value is Reason {
  return typeof value === 'string' && Object.hasOwn(ERRORS, value);
}
