import type { z } from 'zod';
import { compileConformance } from './conformance.ts';

/** What tRPC takes for a schema: it asks no more of one than `parse`. */
export class CheckedSchema<S extends z.ZodType = z.ZodType> {
  /** For types alone. */
  declare readonly _input: z.input<S>;
  declare readonly _output: z.output<S>;
  readonly parse: (unverifiedValue: unknown) => z.output<S>;

  constructor(parse: (unverifiedValue: unknown) => z.output<S>) {
    this.parse = parse;
  }
}

/**
 * A schema for what a procedure takes. Handed a zod schema, tRPC calls `parseAsync`, and zod compiles a schema for
 * `parse` alone: the same check costs more than twice as much. Throws `ZodError`.
 */
export function checkedInput<S extends z.ZodType>(schema: S): CheckedSchema<S> {
  return new CheckedSchema<S>((unverifiedValue) => schema.parse(unverifiedValue));
}

/** A schema for what a procedure gives. A value that conforms is handed on as it is, not copied. Throws `ZodError`. */
export function checkedOutput<S extends z.ZodType>(schema: S): CheckedSchema<S> {
  const conforms = compileConformance(schema);
  if (conforms === null) return checkedInput(schema);
  return new CheckedSchema<S>((value) => (conforms(value) ? (value as z.output<S>) : schema.parse(value)));
}
