import { TRPCError } from '@trpc/server';
import type { z } from 'zod';
import type { Reason } from '../../../shared/errors.ts';
import type { Caller } from '../../router.ts';
import type { Language } from './language.ts';

/** What an operation is called with, besides its input. */
export interface RestCall {
  /** The same procedures that tRPC serves, as the bearer of the request's token. */
  readonly caller: Caller;
  readonly language: Language;
}

interface Definition<Query extends z.ZodObject, Body extends z.ZodObject, Answer extends z.ZodObject> {
  readonly id: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description: string;
  /** Needs an access token. */
  readonly isProtected: boolean;
  readonly query: Query;
  readonly body: Body;
  readonly answer: { readonly name: string; readonly schema: Answer };
  /** Reasons of its own, beyond those that every operation, method and token has. */
  readonly reasons: readonly Reason[];
  readonly run: (call: RestCall, query: z.infer<Query>, body: z.infer<Body>) => Promise<z.infer<Answer>>;
}

/** An entry of the REST door: the route and its description in one. */
export interface Operation extends Omit<Definition<z.ZodObject, z.ZodObject, z.ZodObject>, 'run'> {
  /** Throws a TRPCError: `INPUT_INVALID` before anything ran, or what the procedure refused with. */
  readonly run: (call: RestCall, unverifiedQuery: unknown, unverifiedBody: unknown) => Promise<object>;
}

/** Ties an operation's schemas to its `run`. */
export function operation<Query extends z.ZodObject, Body extends z.ZodObject, Answer extends z.ZodObject>(
  definition: Definition<Query, Body, Answer>,
): Operation {
  const { query, body, run } = definition;
  return {
    ...definition,
    run: async (call, unverifiedQuery, unverifiedBody) => run(call, parse(query, unverifiedQuery), parse(body, unverifiedBody)),
  };
}

/** The way tRPC itself reports an input that does not fit, so both doors answer it alike. */
function parse<Schema extends z.ZodObject>(schema: Schema, input: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw new TRPCError({ code: 'BAD_REQUEST', cause: parsed.error });
  return parsed.data;
}
