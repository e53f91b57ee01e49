import type { z } from 'zod';
import { compileConformance } from './conformance.ts';

/** What tRPC takes for a schema: it asks no more of one than this. */
interface Checked<S extends z.ZodType> {
  /** For types alone. */
  readonly _input: z.input<S>;
  readonly _output: z.output<S>;
  parse(unverifiedValue: unknown): z.output<S>;
}

/**
 * A schema for what a procedure takes. Handed a zod schema, tRPC calls `parseAsync`, and zod compiles a schema for
 * `parse` alone: the same check costs more than twice as much. Throws `ZodError`.
 */
export function checkedInput<S extends z.ZodType>(schema: S): Checked<S> {
  return { parse: (unverifiedValue: unknown) => schema.parse(unverifiedValue) } as Checked<S>;
}

/** A schema for what a procedure gives. A value that conforms is handed on as it is, not copied. Throws `ZodError`. */
export function checkedOutput<S extends z.ZodType>(schema: S): Checked<S> {
  const conforms = compileConformance(schema);
  if (conforms === null) return checkedInput(schema);
  return { parse: (value: unknown) => (conforms(value) ? value : schema.parse(value)) } as Checked<S>;
}
