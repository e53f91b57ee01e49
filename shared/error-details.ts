import { z } from 'zod';
import { cart } from './cart.schema.ts';

/** What an error of a reason carries beyond its row of the table, as `data.details`. */
export const ERROR_DETAILS = {
  /** The cart as it is now, to show and to decide on again. */
  CART_CONFLICT: z.strictObject({ cart }),
};

export type DetailedReason = keyof typeof ERROR_DETAILS;
export type ErrorDetails = { [R in DetailedReason]: z.infer<(typeof ERROR_DETAILS)[R]> };
export type AnyErrorDetails = ErrorDetails[DetailedReason];

/** The details of an error's `data` if it has this reason; null otherwise, and for a server that sends none. */
export function readErrorDetails<R extends DetailedReason>(reason: R, data: unknown): ErrorDetails[R] | null {
  const envelope = z.object({ reason: z.literal(reason), details: z.unknown() }).safeParse(data);
  const details = ERROR_DETAILS[reason].safeParse(envelope.data?.details);
  return details.success ? details.data : null;
}
