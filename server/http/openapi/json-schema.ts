import { z } from 'zod';

/** A JSON Schema as OpenAPI 3.1 takes it: plain, without `$schema`. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The members of an object schema and which of them must be there. */
export interface Members {
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly required: readonly string[];
}

/** A zod schema as JSON Schema. As an input, so that an answer may grow members without breaking a generated client. */
export function toJsonSchema(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...jsonSchema } = z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' });
  return jsonSchema;
}

/** The members of an object schema, for parameters. */
export function membersOf(schema: z.ZodObject): Members {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' });
  // Only `true` and `false` are schemas without members, and zod makes neither of a declared property.
  return { properties: properties as Members['properties'], required };
}
