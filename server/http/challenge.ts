import { ERRORS, type Reason } from '../../shared/errors.ts';

/**
 * The `WWW-Authenticate` challenge for a refusal, or null where none belongs. Without credentials it carries no error
 * code (RFC 6750 §3.1). The texts are the table's own and contain no quote or backslash.
 */
export function challengeFor(reason: Reason): string | null {
  const { status, bearerError, message } = ERRORS[reason];
  if (bearerError === null) return status === 401 ? 'Bearer' : null;
  return `Bearer error="${bearerError}", error_description="${message.replaceAll('"', "'")}"`;
}
