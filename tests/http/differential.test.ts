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

/** Where ours answers otherwise on purpose, and why. */
const DIFFERENCES: readonly { readonly why: string; readonly applies: (request: CorpusRequest) => boolean; readonly ours: number }[] = [
  {
    why: 'A call without input may leave its body out: stock fails inside JSON.parse of nothing.',
    applies: ({ method, body }) => method === 'POST' && body === '',
    ours: 0,
  },
];

function comparable(answer: WireAnswer): unknown {
  return {
    status: answer.status,
    headers: COMPARED_HEADERS.map((name) => [name, answer.headers.get(name) ?? null]),
    body: answer.body,
  };
}

async function sendBoth(request: CorpusRequest, token: string, origins: readonly [string, string]): Promise<[WireAnswer, WireAnswer]> {
  const headers = [['Host', 'localhost'], ...request.headers.map(([name, value]) => [name, value.replace(TOKEN, token)] as const)] as [string, string][];
  const text = requestText(request.method, request.path, headers, request.body);
  const ours = await sendBytes(origins[0], text);
  return [ours, await sendBytes(origins[1], text)];
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
      const [ours, theirs] = await sendBoth(request, accessToken, [origin, stock.origin]);
      if (DIFFERENCES.some(({ applies }) => applies(request))) continue;
      if (!isDeepStrictEqual(comparable(ours), comparable(theirs))) differing.push({ request: request.title, ours: comparable(ours), theirs: comparable(theirs) });
    }
    expect(differing).toEqual([]);
  });
});
