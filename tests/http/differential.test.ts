import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { openStockAdapter, type StockAdapter } from '../support/stock-adapter.ts';
import { createTestApp } from '../support/test-app.ts';
import { type CorpusRequest, TOKEN, trpcCorpus } from '../support/trpc-corpus.ts';
import { requestText, sendBytes, type WireAnswer } from '../support/wire.ts';

/**
 * Headers that tRPC answers with. The others are not the adapter's: security headers and CORS are ours, `Date` is the
 * clock's, and an answer whose length is known needs no chunks.
 */
const COMPARED_HEADERS = ['content-type', 'vary', 'cache-control', 'www-authenticate', 'retry-after', 'allow'];

interface Difference {
  readonly why: string;
  readonly applies: (request: CorpusRequest) => boolean;
  /** What ours answers instead: these, or what the stock adapter answers to the request put otherwise. */
  readonly ours: { readonly status: number; readonly allow: string } | { readonly like: (request: CorpusRequest) => CorpusRequest };
}

const ALLOWED = { status: 405, allow: 'GET, POST' };

/** Where ours answers otherwise on purpose, and why. */
const DIFFERENCES: readonly Difference[] = [
  {
    // Stock fails inside JSON.parse of nothing.
    why: 'A call without input may leave its body out.',
    applies: ({ method, body }) => method === 'POST' && body === '',
    ours: { like: (request) => ({ ...request, body: '{}' }) },
  },
  {
    // Stock says 204 to everything, unknown procedures included.
    why: 'HEAD must say what GET would (RFC 9110 §9.3.2): it is not offered.',
    applies: ({ method }) => method === 'HEAD',
    ours: ALLOWED,
  },
  {
    // Stock names none, and describes the error as that of a call, which there was none of.
    why: 'An answer of 405 names the methods that are allowed (RFC 9110 §15.5.6).',
    applies: ({ method }) => !['GET', 'POST', 'HEAD'].includes(method),
    ours: ALLOWED,
  },
];

function comparable(answer: WireAnswer): unknown {
  return {
    status: answer.status,
    headers: COMPARED_HEADERS.map((name) => [name, answer.headers.get(name) ?? null]),
    body: answer.body,
  };
}

function send(request: CorpusRequest, token: string, origin: string): Promise<WireAnswer> {
  const headers = [['Host', 'localhost'], ...request.headers.map(([name, value]) => [name, value.replace(TOKEN, token)] as const)] as [string, string][];
  return sendBytes(origin, requestText(request.method, request.path, headers, request.body));
}

describe('the lean door and the stock adapter', () => {
  it('are two: an ordinary call and an ordinary batch are not chunked', async () => {
    await using app = await createTestApp();
    const origin = await app.listen();
    for (const path of ['/trpc/anon.me', '/trpc/anon.me,items.list?batch=1']) {
      const answer = await sendBytes(origin, requestText('GET', path, [['Host', 'localhost']]));
      expect(answer.headers.get('content-length')).toBeDefined();
      expect(answer.headers.has('transfer-encoding')).toBe(false);
    }
  });

  it('answer a few hundred requests with the same status, headers and bytes', async () => {
    await using app = await createTestApp();
    const origin = await app.listen();
    await using stock: StockAdapter = await openStockAdapter(app);
    const { accessToken } = await app.login();
    const corpus = trpcCorpus();
    expect(corpus.length).toBeGreaterThan(400);
    const differing: unknown[] = [];
    for (const request of corpus) {
      const difference = DIFFERENCES.find(({ applies }) => applies(request))?.ours;
      const answer = await send(request, accessToken, origin);
      const asked = difference !== undefined && 'like' in difference ? difference.like(request) : request;
      const [ours, theirs] = [comparable(answer), comparable(await send(asked, accessToken, stock.origin))];
      const isAlike = isDeepStrictEqual(ours, theirs);
      const isExpected = difference !== undefined && 'status' in difference ? !isAlike && answer.status === difference.status && answer.headers.get('allow') === difference.allow : isAlike;
      if (!isExpected) differing.push({ request: request.title, ours, theirs });
    }
    expect(differing).toEqual([]);
    for (const { why, applies } of DIFFERENCES) expect(corpus.some(applies), why).toBe(true);
  });
});
