import { type AnyTRPCProcedure, getTRPCErrorFromUnknown, TRPCError } from '@trpc/server';
import type { Context } from './context.ts';

/** One call of a procedure, as tRPC's own doors hand it over. */
export interface ProcedureCall {
  readonly path: string;
  readonly type: 'query' | 'mutation';
  readonly ctx: Context;
  readonly signal: AbortSignal;
  readonly batchIndex: number;
  readonly getRawInput: () => Promise<unknown>;
}

/** What middlewares change on the way. */
interface Progress {
  readonly ctx: object;
  readonly input: unknown;
  readonly getRawInput: () => Promise<unknown>;
}

type Result = { readonly ok: true; readonly data: unknown } | { readonly ok: false; readonly error: TRPCError };
type Middleware = (options: object) => Promise<Result | undefined>;

/** The parts of a procedure that run: the last middleware is the resolver. */
interface Runnable {
  readonly middlewares: readonly Middleware[];
  readonly meta: unknown;
}

/**
 * Runs a procedure as tRPC runs it, middleware by middleware, for a tenth of what that costs: tRPC is published with a
 * substitute for object spread that copies property by property, eight times a call. Rejects with a `TRPCError`.
 */
export async function runProcedure(procedure: AnyTRPCProcedure, call: ProcedureCall): Promise<unknown> {
  const runnable = procedure._def as unknown as Runnable;
  const result = await runFrom(runnable, 0, call, { ctx: call.ctx, input: undefined, getRawInput: call.getRawInput });
  if (result === undefined) throw new TRPCError({ code: 'INTERNAL_SERVER_ERROR', message: 'A middleware returned nothing' });
  if (!result.ok) throw result.error;
  return result.data;
}

async function runFrom(runnable: Runnable, index: number, call: ProcedureCall, { ctx, input, getRawInput }: Progress): Promise<Result | undefined> {
  const next = (changed?: Partial<Progress>): Promise<Result | undefined> =>
    runFrom(runnable, index + 1, call, {
      ctx: changed?.ctx === undefined ? ctx : { ...ctx, ...changed.ctx },
      input: changed !== undefined && 'input' in changed ? changed.input : input,
      getRawInput: changed?.getRawInput ?? getRawInput,
    });
  try {
    const { path, type, signal, batchIndex } = call;
    return await runnable.middlewares[index]?.({ path, type, signal, batchIndex, ctx, input, getRawInput, meta: runnable.meta, next });
  } catch (cause) {
    return { ok: false, error: getTRPCErrorFromUnknown(cause) };
  }
}
