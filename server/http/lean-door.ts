import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AnyTRPCProcedure, getTRPCErrorFromUnknown, getTRPCErrorShape, type TRPCError } from '@trpc/server';
import type { FastifyBaseLogger } from 'fastify';
import { ERRORS } from '../../shared/errors.ts';
import type { AppRouter } from '../router.ts';
import { type Authenticator, type Context, createContext } from '../trpc/context.ts';
import { runProcedure } from '../trpc/run-procedure.ts';
import { toJsonBytes } from '../shared-values.ts';
import { EXPOSED_HEADERS } from './cors.ts';
import { failureBody } from './failures.ts';
import { type LeanCall, recogniseLeanCall } from './lean-call.ts';
import { LeanInputs } from './lean-inputs.ts';
import { findRefreshCookie } from './refresh-cookie.ts';
import type { RequestIds } from './request-ids.ts';
import { authenticateRequest, logFault, outcomeHeaders } from './trpc-edge.ts';

export interface LeanDoorDeps {
  readonly router: AppRouter;
  readonly authenticator: Authenticator;
  readonly logger: FastifyBaseLogger;
  readonly requestIds: RequestIds;
  /** Sent with every answer. */
  readonly securityHeaders: Readonly<Record<string, string>>;
  readonly isAllowedOrigin: (origin: string) => boolean;
  /** Whether pages of those origins may send cookies. */
  readonly allowsCredentials: boolean;
  /** Whether cookie mode is offered. */
  readonly hasSessionCookie: boolean;
  readonly isDraining: () => boolean;
}

/** One request on its way through. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly call: LeanCall;
  readonly context: Context;
  readonly inputs: LeanInputs;
  readonly signal: AbortSignal;
  readonly errors: TRPCError[];
}

type Answer = { readonly result: { readonly data: unknown } } | { readonly error: ReturnType<typeof shapeOf> };

/**
 * tRPC without Fetch objects and streams between the socket and the procedure, for ordinary JSON calls and batches.
 * It answers what the stock adapter answers, byte for byte (`tests/http/differential.test.ts`).
 */
export class LeanDoor {
  readonly #deps: LeanDoorDeps;
  readonly #procedures: Readonly<Record<string, AnyTRPCProcedure>>;
  readonly #fixedHeaders: readonly string[];

  constructor(deps: LeanDoorDeps) {
    this.#deps = deps;
    // The type nests as the router does; at run time the record is flat, keyed by `namespace.procedure`.
    this.#procedures = deps.router._def.procedures as unknown as Readonly<Record<string, AnyTRPCProcedure>>;
    this.#fixedHeaders = [...Object.entries(deps.securityHeaders).flat(), 'content-type', 'application/json'];
  }

  /** Takes the request and returns true, or returns false and leaves it untouched for the stock adapter. */
  handle(request: IncomingMessage, response: ServerResponse): boolean {
    const call = recogniseLeanCall(request, this.#procedures);
    if (call === null) return false;
    const startedAt = performance.now();
    const requestId = this.#deps.requestIds.next();
    response.on('finish', () => this.#log(request, response, call, { requestId, startedAt }));
    if (call.type === 'query') void this.#answer(request, response, call, { requestId, input: call.queryInput });
    else this.#readBody(request, response, (input) => void this.#answer(request, response, call, { requestId, input }));
    return true;
  }

  /** `Content-Length` is within the limit, and node:http reads no byte past it. */
  #readBody(request: IncomingMessage, response: ServerResponse, done: (body: string) => void): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const [first] = chunks;
      const bytes = first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks);
      // A byte order mark is ignored (RFC 8259 §8.1), as the stock adapter does.
      if (isUtf8(bytes)) done(bytes.toString('utf8').replace(/^\ufeff/, ''));
      else this.#refuseBody(request, response);
    });
  }

  #refuseBody(request: IncomingMessage, response: ServerResponse): void {
    const headers = this.#headers(request, { 'cache-control': 'no-store' });
    this.#send(response, ERRORS.BODY_INVALID.status, headers, toJsonBytes(failureBody('BODY_INVALID')));
  }

  async #answer(request: IncomingMessage, response: ServerResponse, call: LeanCall, { requestId, input }: { readonly requestId: string; readonly input: string | null }): Promise<void> {
    const abort = new AbortController();
    response.on('close', () => {
      if (!response.writableFinished) abort.abort();
    });
    const exchange: Exchange = {
      request,
      response,
      call,
      context: createContext(
        requestId,
        () => authenticateRequest(this.#deps.authenticator, request),
        () => (this.#deps.hasSessionCookie ? findRefreshCookie(request, response) : null),
      ),
      inputs: new LeanInputs(input, call.isBatch),
      signal: abort.signal,
      errors: [],
    };
    const answers = await Promise.all(call.procedures.map((procedure, index) => this.#run(exchange, procedure, index)));
    const texts = answers.map(textOf);
    const body = call.isBatch ? `[${texts.join(',')}]` : (texts[0] ?? '');
    this.#send(response, statusOf(answers), this.#headers(request, outcomeHeaders(exchange.errors, request.method ?? '')), body);
  }

  /** Never rejects: what a procedure throws is its answer. */
  async #run(exchange: Exchange, procedure: AnyTRPCProcedure, index: number): Promise<Answer> {
    const { call, context, inputs, signal } = exchange;
    const path = call.paths[index] ?? '';
    try {
      const getRawInput = async () => inputs.read(index);
      const data = await runProcedure(procedure, { path, getRawInput, ctx: context, type: call.type, signal, batchIndex: index });
      return { result: { data } };
    } catch (cause) {
      const error = getTRPCErrorFromUnknown(cause);
      exchange.errors.push(error);
      logFault(this.#deps.logger.child({ reqId: context.requestId }), error, path);
      return { error: shapeOf(this.#deps.router, error, { path, type: call.type, input: inputs.seen(index), ctx: context }) };
    }
  }

  #headers(request: IncomingMessage, outcome: Readonly<Record<string, string>>): string[] {
    const headers = [...this.#fixedHeaders];
    for (const name in outcome) headers.push(name, outcome[name] ?? '');
    const { origin } = request.headers;
    if (origin !== undefined && this.#deps.isAllowedOrigin(origin)) {
      headers.push('access-control-allow-origin', origin, 'access-control-expose-headers', EXPOSED_HEADERS);
      if (this.#deps.allowsCredentials) headers.push('access-control-allow-credentials', 'true');
    }
    if (this.#deps.isDraining()) headers.push('connection', 'close');
    return headers;
  }

  /** `body` has a character for each byte. */
  #send(response: ServerResponse, status: number, headers: string[], body: string): void {
    if (response.destroyed) return;
    headers.push('content-length', String(body.length));
    response.writeHead(status, headers);
    response.end(body, 'latin1');
  }

  #log(request: IncomingMessage, response: ServerResponse, call: LeanCall, { requestId, startedAt }: { readonly requestId: string; readonly startedAt: number }): void {
    const durationMs = Math.round((performance.now() - startedAt) * 100) / 100;
    const { paths: procedures } = call;
    this.#deps.logger.info({ reqId: requestId, method: request.method, path: '/trpc/:path', procedures, status: response.statusCode, durationMs }, 'request');
  }
}

interface ShapeOptions {
  readonly path: string;
  readonly type: 'query' | 'mutation';
  readonly input: unknown;
  readonly ctx: Context;
}

function shapeOf(router: AppRouter, error: TRPCError, options: ShapeOptions) {
  return getTRPCErrorShape({ config: router._def._config, error, ...options });
}

function textOf(answer: Answer): string {
  // Without a result there is no member `data`.
  return 'result' in answer && answer.result.data !== undefined ? `{"result":{"data":${toJsonBytes(answer.result.data)}}}` : toJsonBytes(answer);
}

/** The status that all calls agree on, else 207: tRPC's rule for batches. */
function statusOf(answers: readonly Answer[]): number {
  let status = 0;
  for (const answer of answers) {
    const own = 'error' in answer ? answer.error.data.httpStatus : 200;
    if (status !== 0 && status !== own) return 207;
    status = own;
  }
  return status;
}
