import type { z } from 'zod';

/** What tRPC takes for a schema: it asks no more of one than this. */
interface Checked<S extends z.ZodType> {
  /** For types alone. */
  readonly _input: z.input<S>;
  readonly _output: z.output<S>;
  parse(unverifiedValue: unknown): z.output<S>;
}

/**
 * A schema as procedures use it. Handed a zod schema, tRPC calls `parseAsync`, and zod compiles a schema for `parse`
 * alone: the same check costs more than twice as much. Throws `ZodError`.
 */
export function checked<S extends z.ZodType>(schema: S): Checked<S> {
  return { parse: (unverifiedValue: unknown) => schema.parse(unverifiedValue) } as Checked<S>;
}
