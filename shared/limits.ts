/** Every number that both sides of the wire must agree on. Sizes are in the unit the name ends with. */

/** Longest text of one action, in UTF-16 code units after trimming. */
export const ACTION_MAX_CHARS = 200;

/** Actions on one page of `items.list`, when the caller does not say. */
export const PAGE_DEFAULT = 20;

/** Most actions on one page of `items.list`. */
export const PAGE_MAX = 100;

/** Most calls in one tRPC batch: the server's `maxBatchSize` and the client's `maxItems`. */
export const BATCH_MAX = 10;

/** Largest request body the server reads. */
export const BODY_MAX_BYTES = 64 * 1024;

/** Longest `Authorization` credential that is looked at. */
export const TOKEN_MAX_CHARS = 4096;

/** Longest opaque cursor that is looked at. */
export const CURSOR_MAX_CHARS = 128;

/** Bounds of `anon.login`'s `idempotencyKey`: 22 base64url characters carry 128 bits. */
export const IDEMPOTENCY_KEY_MIN_CHARS = 22;
export const IDEMPOTENCY_KEY_MAX_CHARS = 128;

/** `lastActivityAt` is written at most this often per visitor. */
export const ACTIVITY_RESOLUTION_MS = 60_000;

/** Most pieces of one item in a cart. */
export const CART_QUANTITY_MAX = 99;

/** Most different items in a cart. */
export const CART_LINES_MAX = 50;

/** A second look at the same item within this time is the same look. */
export const VIEW_REPEAT_MS = 60_000;

/** Largest preferences document, as JSON in UTF-8. */
export const PREFERENCES_MAX_BYTES = 16 * 1024;

/** Most rows that `privacy.export` gives in one answer; more are streamed by `GET /privacy/export`. */
export const EXPORT_INLINE_ROWS_MAX = 10_000;
