import { TOKEN_MAX_CHARS } from '../../shared/limits.ts';

/** The three parts of a compact JWS, in a form that can have been written in only one way. */
export interface CompactParts {
  readonly header: string;
  readonly payload: string;
  readonly signature: string;
}

const COMPACT = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/;

/**
 * Splits an unverified token, or null: longer than `TOKEN_MAX_CHARS`, not exactly three parts, a character outside
 * base64url (RFC 8725bis §3.14) or spare bits in a last character, which would give one token several spellings.
 */
export function splitCompact(unverifiedToken: string): CompactParts | null {
  if (unverifiedToken.length > TOKEN_MAX_CHARS) return null;
  const match = COMPACT.exec(unverifiedToken);
  if (match === null) return null;
  const [, header = '', payload = '', signature = ''] = match;
  return isCanonical(header) && isCanonical(payload) && isCanonical(signature) ? { header, payload, signature } : null;
}

function isCanonical(part: string): boolean {
  return Buffer.from(part, 'base64url').toString('base64url') === part;
}
