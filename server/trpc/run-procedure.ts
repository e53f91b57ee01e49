import { type AnyTRPCProcedure, getTRPCErrorFromUnknown, TRPCError } from '@trpc/server';
import { CheckedSchema } from './checked.ts';
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
type Middleware = ((options: object) => Promise<Result | undefined>) & { readonly _type?: 'input' | 'output' };

/** The parts of a procedure that run: the last middleware calls the resolver. */
interface Runnable {
  readonly middlewares: readonly Middleware[];
  readonly inputs: readonly unknown[];
  readonly output?: unknown;
  readonly resolver: (options: object) => Promise<unknown>;
  readonly meta: unknown;
}

/** What one middleware does; our own schemas and the resolver are called without tRPC's wrapping. */
type Step =
  | { readonly kind: 'input' | 'output'; readonly schema: CheckedSchema }
  | { readonly kind: 'middleware'; readonly run: Middleware }
  | { readonly kind: 'resolver'; readonly run: Runnable['resolver'] };

interface Plan {
  readonly steps: readonly Step[];
  readonly meta: unknown;
}

const plans = new WeakMap<AnyTRPCProcedure, Plan>();

/**
 * Runs a procedure as tRPC runs it, middleware by middleware, for a tenth of what that costs: tRPC is published with a
 * substitute for object spread that copies property by property, eight times a call. Rejects with a `TRPCError`.
 */
export async function runProcedure(procedure: AnyTRPCProcedure, call: ProcedureCall): Promise<unknown> {
  const result = await runFrom(planOf(procedure), 0, call, { ctx: call.ctx, input: undefined, getRawInput: call.getRawInput });
  if (result === undefined) throw new TRPCError({ code: 'INTERNAL_SERVER_ERROR', message: 'A middleware returned nothing' });
  if (!result.ok) throw result.error;
  return result.data;
}

function planOf(procedure: AnyTRPCProcedure): Plan {
  const known = plans.get(procedure);
  if (known !== undefined) return known;
  const runnable = procedure._def as unknown as Runnable;
  const plan = { steps: planSteps(runnable), meta: runnable.meta };
  plans.set(procedure, plan);
  return plan;
}

function planSteps({ middlewares, inputs, output, resolver }: Runnable): Step[] {
  const schemas = inputs.values();
  const outputs = middlewares.filter(({ _type }) => _type === 'output').length;
  return middlewares.map((run, index) => {
    if (index === middlewares.length - 1) return { kind: 'resolver', run: resolver };
    const schema = run._type === 'input' ? schemas.next().value : run._type === 'output' && outputs === 1 ? output : null;
    return run._type !== undefined && schema instanceof CheckedSchema ? { kind: run._type, schema } : { kind: 'middleware', run };
  });
}

/** Schemas in a row take no call each: the inputs are read on the way, an output is checked behind what follows it. */
async function runFrom(plan: Plan, index: number, call: ProcedureCall, progress: Progress): Promise<Result | undefined> {
  let current = progress;
  let output: CheckedSchema | null = null;
  try {
    for (let at = index; ; at += 1) {
      const step = plan.steps[at];
      switch (step?.kind) {
        case 'input':
          current = { ...current, input: parseInput(step.schema, current.input, await current.getRawInput()) };
          break;
        case 'output':
          output = step.schema;
          break;
        case 'resolver':
          return checkOutput(output, { ok: true, data: await step.run(optionsFor(plan, at, call, current)) });
        case 'middleware':
          return checkOutput(output, await step.run(optionsFor(plan, at, call, current)));
        default:
          return undefined;
      }
    }
  } catch (cause) {
    return { ok: false, error: getTRPCErrorFromUnknown(cause) };
  }
}

function parseInput(schema: CheckedSchema, input: unknown, rawInput: unknown): unknown {
  try {
    const parsed = schema.parse(rawInput);
    return isObject(input) && isObject(parsed) ? { ...input, ...parsed } : parsed;
  } catch (cause) {
    throw new TRPCError({ code: 'BAD_REQUEST', cause });
  }
}

function checkOutput(schema: CheckedSchema | null, result: Result | undefined): Result | undefined {
  if (schema === null || result?.ok !== true) return result;
  try {
    return { ok: true, data: schema.parse(result.data) };
  } catch (cause) {
    throw new TRPCError({ code: 'INTERNAL_SERVER_ERROR', message: 'Output validation failed', cause });
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a middleware and a resolver get. */
function optionsFor(plan: Plan, index: number, call: ProcedureCall, { ctx, input, getRawInput }: Progress): object {
  const next = (changed?: Partial<Progress>): Promise<Result | undefined> =>
    runFrom(plan, index + 1, call, {
      ctx: changed?.ctx === undefined ? ctx : { ...ctx, ...changed.ctx },
      input: changed !== undefined && 'input' in changed ? changed.input : input,
      getRawInput: changed?.getRawInput ?? getRawInput,
    });
  const { path, type, signal, batchIndex } = call;
  return { path, type, signal, batchIndex, ctx, input, getRawInput, meta: plan.meta, next };
}
