import { describe, expect, it } from 'vitest';
import { ERRORS } from '../../shared/errors.ts';
import type { Reason } from '../../shared/errors.ts';
import { decideRecovery, isEndReason } from './reason-rules.ts';
import { formatStoredRecord, parseStoredRecord } from './stored-session.ts';
import type { SessionRecord } from './stored-session.ts';

const SESSION: SessionRecord = {
  kind: 'session',
  anonId: '01980000-0000-7000-8000-000000000001',
  accessToken: 'a.b-c_d',
  refreshToken: 'sid.1.mac',
  expiresIn: 600,
  refreshExpiresIn: 5_184_000,
  receivedAt: 1_767_225_600_000,
  after: null,
};

describe('parseStoredRecord', () => {
  it('reads back what was written', () => {
    const pending = { kind: 'pending', idempotencyKey: 'k'.repeat(43), after: 'VISITOR_RETIRED' } as const;
    expect(parseStoredRecord(formatStoredRecord(SESSION))).toEqual(SESSION);
    expect(parseStoredRecord(formatStoredRecord(pending))).toEqual(pending);
  });

  it.each([
    { accessToken: 'a\r\nX-Evil: 1' },
    { accessToken: 'a b' },
    { accessToken: '' },
    { accessToken: 'ü' },
    { accessToken: 'a'.repeat(4097) },
    { refreshToken: '' },
    { refreshToken: null },
    { anonId: '<script>' },
    { expiresIn: 0 },
    { expiresIn: 1.5 },
    { expiresIn: '600' },
    { refreshExpiresIn: -1 },
    { receivedAt: null },
    { after: 'BECAUSE' },
    { kind: 'other' },
  ])('takes a session with %o for garbage', (change) => {
    const text = JSON.stringify({ v: 1, ...SESSION, ...change });
    expect(parseStoredRecord(text)).toBeNull();
  });

  it('takes over nothing that it does not know', () => {
    expect(parseStoredRecord(JSON.stringify({ v: 1, ...SESSION, extra: 1 }))).toEqual(SESSION);
  });
});

describe('decideRecovery', () => {
  it('agrees with the error table on every reason', () => {
    const needs = { 'after-refresh': 'refresh', 'after-login': 'new-identity', later: undefined, never: undefined };
    for (const [reason, row] of Object.entries(ERRORS) as [Reason, (typeof ERRORS)[Reason]][]) {
      const expected = reason === 'TOKEN_MISSING' ? undefined : needs[row.retry];
      expect([reason, decideRecovery(reason)?.needs]).toEqual([reason, expected]);
    }
  });

  it('has nothing for names that every object has', () => {
    expect([decideRecovery('toString'), decideRecovery(null), isEndReason('constructor')]).toEqual([null, null, false]);
  });
});
