import { TRPCClientError } from '@trpc/client';
import { describe, expect, it } from 'vitest';
import { SessionEnded, SessionUnreachable } from '../session/index.ts';
import { readFailure } from './failure.ts';

function answered(data: object) {
  return TRPCClientError.from({ error: { code: -32000, message: 'refused', data } });
}

describe('readFailure', () => {
  it('lets a call that got no answer of ours pass later', () => {
    expect(readFailure(TRPCClientError.from(new TypeError('Failed to fetch')))).toMatchObject({ reason: null, mayPass: true });
    expect(readFailure(TRPCClientError.from(new SessionUnreachable('no answer')))).toMatchObject({ reason: null, mayPass: true });
  });

  it('lets nothing pass for a visitor who is gone', () => {
    expect(readFailure(TRPCClientError.from(new SessionEnded('SIGNED_OUT')))).toMatchObject({ reason: null, mayPass: false });
  });

  it('follows the retry column of the error table', () => {
    expect(readFailure(answered({ reason: 'OVERLOADED', retryAfterSeconds: 3 }))).toMatchObject({ reason: 'OVERLOADED', mayPass: true, retryAfterSeconds: 3 });
    expect(readFailure(answered({ reason: 'ITEM_NOT_FOUND' }))).toMatchObject({ reason: 'ITEM_NOT_FOUND', mayPass: false });
    expect(readFailure(answered({ reason: 'INTERNAL', errorId: 'abc' }))).toMatchObject({ mayPass: false, errorId: 'abc' });
  });

  it('takes a reason of a newer server and a fault of the page as final', () => {
    expect(readFailure(answered({ reason: 'FROM_THE_FUTURE' }))).toMatchObject({ reason: null, mayPass: false });
    expect(readFailure(new RangeError('ours'))).toMatchObject({ reason: null, mayPass: false });
  });
});
