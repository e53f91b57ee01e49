import { ERRORS, type Reason } from '../../../shared/errors.ts';
import { failureBody } from '../failures.ts';
import type { Operation } from '../rest/operation.ts';

const EVERY_OPERATION: readonly Reason[] = ['REQUEST_MALFORMED', 'INPUT_INVALID', 'STORAGE_UNAVAILABLE', 'OVERLOADED', 'INTERNAL'];
const WITH_BODY: readonly Reason[] = ['BODY_INVALID', 'BODY_TOO_LARGE', 'MEDIA_TYPE_UNSUPPORTED'];
const WITH_TOKEN: readonly Reason[] = [
  'AUTHORIZATION_MALFORMED',
  'TOKEN_MISSING',
  'TOKEN_INVALID',
  'TOKEN_EXPIRED',
  'SESSION_REVOKED',
  'SESSION_EXPIRED',
  'VISITOR_RETIRED',
];

const CHALLENGE = { description: 'Bearer, with the error of RFC 6750 §3.1 when a token was sent.', schema: { type: 'string' } };
const RETRY_AFTER = { description: 'Seconds to wait before the same call is worth sending again.', schema: { type: 'integer' } };

/** Every outcome of an operation that is not a success. */
export function reasonsOf(operation: Operation): Reason[] {
  return [
    ...operation.reasons,
    ...(operation.isProtected ? WITH_TOKEN : []),
    ...(operation.method === 'POST' ? WITH_BODY : []),
    ...EVERY_OPERATION,
  ];
}

/** The responses of an operation that are not successes, by status. */
export function describeFailures(operation: Operation): Record<string, object> {
  const byStatus = Map.groupBy(reasonsOf(operation), (reason) => ERRORS[reason].status);
  const statuses = [...byStatus].sort(([one], [other]) => one - other);
  return Object.fromEntries(statuses.map(([status, reasons]) => [String(status), describeStatus(status, reasons)]));
}

/** One example per reason, for responses to refer to. */
export function describeReasons(reasons: readonly Reason[]): Record<string, object> {
  return Object.fromEntries(reasons.map((reason) => [reason, { summary: ERRORS[reason].message, value: failureBody(reason) }]));
}

function describeStatus(status: number, reasons: readonly Reason[]): object {
  const headers = { ...(status === 401 && { 'WWW-Authenticate': CHALLENGE }), ...(status === 503 && { 'Retry-After': RETRY_AFTER }) };
  return {
    description: reasons.map((reason) => `\`${reason}\`: ${ERRORS[reason].message}`).join('\n\n'),
    ...(Object.keys(headers).length > 0 && { headers }),
    content: {
      'application/json': {
        schema: { $ref: '#/components/schemas/Failure' },
        examples: Object.fromEntries(reasons.map((reason) => [reason, { $ref: `#/components/examples/${reason}` }])),
      },
    },
  };
}
