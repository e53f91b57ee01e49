import { z } from 'zod';
import { instantSchema } from './anon.schema.ts';
import { anonIdSchema } from './ids.ts';

/** Rows per table. */
export const rowCounts = z.record(z.string(), z.int().nonnegative());
export type RowCounts = z.infer<typeof rowCounts>;

/**
 * Everything held on one visitor. `data` has one array per table, empty ones included; a row's instants are ISO 8601.
 * Left out are only secrets that prove who the visitor is: the salt of a session and the hash of a login key.
 * `counts` comes last, so a document that was cut off is not JSON and never looks whole.
 */
export const exportDocument = z.strictObject({
  format: z.literal('passerby-visitor'),
  version: z.literal(1),
  anonId: anonIdSchema,
  exportedAt: instantSchema,
  data: z.record(z.string(), z.array(z.record(z.string(), z.unknown()))),
  counts: rowCounts,
});
export type ExportDocument = z.infer<typeof exportDocument>;

/** Proof that a visitor was erased. It names no visitor and is stored nowhere but in the log. */
export const eraseReceipt = z.strictObject({ receiptId: z.uuid(), erasedAt: instantSchema, counts: rowCounts });
export type EraseReceipt = z.infer<typeof eraseReceipt>;
