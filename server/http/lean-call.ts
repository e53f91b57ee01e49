import type { IncomingMessage } from 'node:http';
import type { AnyTRPCProcedure } from '@trpc/server';
import { BATCH_MAX, BODY_MAX_BYTES } from '../../shared/limits.ts';

/** A request that the lean path answers: every call known, of one type, with the method that type asks for. */
export interface LeanCall {
  readonly type: 'query' | 'mutation';
  readonly isBatch: boolean;
  readonly paths: readonly string[];
  readonly procedures: readonly AnyTRPCProcedure[];
  /** The inputs of a query, unparsed; null when it has none. A mutation's are its body. */
  readonly queryInput: string | null;
}

const PREFIX = '/trpc/';

/**
 * Recognises the requests that the lean path answers, or null: everything else, every oddity included, goes to the
 * stock adapter, so that there is one description of what is wrong with a request.
 */
export function recogniseLeanCall(request: IncomingMessage, procedures: Readonly<Record<string, AnyTRPCProcedure>>): LeanCall | null {
  const { url = '', method, headers } = request;
  const type = method === 'GET' ? 'query' : method === 'POST' ? 'mutation' : null;
  if (type === null || !url.startsWith(PREFIX) || wantsStream(headers)) return null;
  if (type === 'mutation' && !hasPlainJsonBody(headers)) return null;
  if (type === 'query' && headers['content-type'] !== undefined && !headers['content-type'].startsWith('application/json')) return null;
  const query = splitUrl(url, type);
  if (query === null) return null;
  const paths = query.isBatch ? query.path.split(',', BATCH_MAX + 1) : [query.path];
  if (paths.length > BATCH_MAX) return null;
  const found: AnyTRPCProcedure[] = [];
  for (const path of paths) {
    const procedure = Object.hasOwn(procedures, path) ? procedures[path] : undefined;
    if (procedure?._def.type !== type) return null;
    found.push(procedure);
  }
  return { type, isBatch: query.isBatch, paths, procedures: found, queryInput: query.input };
}

function wantsStream(headers: IncomingMessage['headers']): boolean {
  return headers['trpc-accept'] !== undefined || headers.accept?.includes('jsonl') === true;
}

/** A JSON body whose length is announced, not empty and within the limit: it can be read without counting. */
function hasPlainJsonBody(headers: IncomingMessage['headers']): boolean {
  const length = Number(headers['content-length']);
  if (!(length > 0 && length <= BODY_MAX_BYTES) || headers['content-encoding'] !== undefined || headers.expect !== undefined) return false;
  const type = headers['content-type'];
  return type === 'application/json' || type === 'application/json; charset=utf-8';
}

interface SplitUrl {
  readonly path: string;
  readonly isBatch: boolean;
  readonly input: string | null;
}

/** Path and parameters of a plain URL; null for one with anything to decode in its path or anything else in its query. */
function splitUrl(url: string, type: 'query' | 'mutation'): SplitUrl | null {
  const mark = url.indexOf('?');
  const path = url.slice(PREFIX.length, mark === -1 ? undefined : mark);
  if (path.includes('%') || path.includes('/') || path.includes(';') || url.includes('#')) return null;
  if (mark === -1) return { path, isBatch: false, input: null };
  const query = url.slice(mark + 1);
  if (query === 'batch=1') return { path, isBatch: true, input: null };
  return type === 'query' ? splitQuery(path, query) : null;
}

function splitQuery(path: string, query: string): SplitUrl | null {
  const parameters = new URLSearchParams(query);
  const batch = parameters.get('batch');
  const input = parameters.get('input');
  const known = (batch === null ? 0 : 1) + (input === null ? 0 : 1);
  if (parameters.size !== known || (batch !== null && batch !== '1')) return null;
  // An empty input is no input.
  return { path, isBatch: batch === '1', input: input === '' ? null : input };
}
