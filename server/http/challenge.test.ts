import { describe, expect, it } from 'vitest';
import { ERRORS, isReason } from '../../shared/errors.ts';
import { challengeFor } from './challenge.ts';

const REASONS = Object.keys(ERRORS).filter(isReason);

describe('challengeFor', () => {
  it('gives every 401 a challenge, and nothing but 401 and malformed credentials one', () => {
    for (const reason of REASONS) {
      const expected = ERRORS[reason].status === 401 || ERRORS[reason].bearerError !== null;
      expect(challengeFor(reason) !== null, reason).toBe(expected);
    }
  });

  it('is always a header that can be written and read: RFC 6750 §3 allows no quote or backslash inside', () => {
    for (const reason of REASONS) {
      const challenge = challengeFor(reason);
      if (challenge !== null) expect(challenge, reason).toMatch(/^Bearer( error="[a-z_]+", error_description="[\x20-\x21\x23-\x5B\x5D-\x7E]+")?$/);
    }
  });

  it('says nothing of an error to a caller who brought no token (RFC 6750 §3.1)', () => {
    expect(challengeFor('TOKEN_MISSING')).toBe('Bearer');
  });
});
