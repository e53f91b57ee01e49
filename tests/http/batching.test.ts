import { createTRPCClient, httpBatchLink, TRPCClientError } from '@trpc/client';
import { describe, expect, it } from 'vitest';
import type { AppRouter } from '../../server/router.ts';
import { BATCH_MAX } from '../../shared/limits.ts';
import { countingStore } from '../support/counting-store.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

/** One request as it went over the wire, and how it was answered. */
interface Sent {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

/** The real client with a fetch that keeps count. */
async function openClient(app: TestApp, accessToken?: string) {
  const origin = await app.listen();
  const sent: Sent[] = [];
  const client = createTRPCClient<AppRouter>({
    links: [
      httpBatchLink({
        url: `${origin}/trpc`,
        maxItems: BATCH_MAX,
        headers: accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` },
        fetch: async (url, init) => {
          const response = await fetch(url, init as RequestInit);
          sent.push({ method: init?.method ?? 'GET', path: new URL(url as string).pathname, status: response.status });
          return response;
        },
      }),
    ],
  });
  return { client, sent, origin };
}

/** `data.reason` of a call that was refused, or null of one that was not. */
function reasonOf(result: PromiseSettledResult<unknown>): string | null {
  if (result.status === 'fulfilled') return null;
  expect(result.reason).toBeInstanceOf(TRPCClientError);
  return (result.reason as TRPCClientError<AppRouter>).data?.reason ?? null;
}

describe('calls of one tick', () => {
  it('travel in one request', async () => {
    await using app = await createTestApp();
    const { accessToken, anonId } = await app.login();
    const { client, sent } = await openClient(app, accessToken);
    const [me, list, sessions] = await Promise.all([client.anon.me.query(), client.items.list.query({ limit: 1 }), client.sessions.list.query()]);
    expect(sent).toEqual([{ method: 'GET', path: '/trpc/anon.me,items.list,sessions.list', status: 200 }]);
    expect([me.anonId, list.anonId, sessions.sessions.length]).toEqual([anonId, anonId, 1]);
  });

  it('travel apart when they are queries and mutations, one request of each', async () => {
    await using app = await createTestApp();
    const { accessToken } = await app.login();
    const { client, sent } = await openClient(app, accessToken);
    await Promise.all([
      client.anon.me.query(),
      client.items.addAction.mutate({ action: 'view' }),
      client.items.list.query(),
      client.items.addAction.mutate({ action: 'like' }),
    ]);
    expect(sent.toSorted((one, other) => one.method.localeCompare(other.method))).toEqual([
      { method: 'GET', path: '/trpc/anon.me,items.list', status: 200 },
      { method: 'POST', path: '/trpc/items.addAction,items.addAction', status: 200 },
    ]);
  });

  it('travel in two requests when they are of two ticks', async () => {
    await using app = await createTestApp();
    const { accessToken } = await app.login();
    const { client, sent } = await openClient(app, accessToken);
    const first = client.anon.me.query();
    await new Promise((resolve) => setTimeout(resolve));
    await Promise.all([first, client.anon.me.query()]);
    expect(sent).toHaveLength(2);
  });
});

describe('the answer of a batch', () => {
  it('is 207 when one call fails: each call gets its own outcome', async () => {
    await using app = await createTestApp();
    const { accessToken } = await app.login();
    const { client, sent } = await openClient(app, accessToken);
    const results = await Promise.allSettled([
      client.items.addAction.mutate({ action: 'like', itemId: 'fountain-pen' }),
      client.items.addAction.mutate({ action: 'like', itemId: 'no-such-item' }),
      client.items.addAction.mutate({ action: '' }),
      client.anon.refresh.mutate({ refreshToken: 'garbage' }),
    ]);
    expect(results.map(reasonOf)).toEqual([null, 'ITEM_NOT_FOUND', 'INPUT_INVALID', 'TOKEN_INVALID']);
    expect(sent.map(({ status }) => status)).toEqual([207]);
    const { actions } = await client.items.list.query();
    expect(actions.map(({ itemId }) => itemId)).toEqual(['fountain-pen']);
  });

  it('keeps the status of its calls when all fail alike', async () => {
    await using app = await createTestApp();
    const { client, sent } = await openClient(app);
    const results = await Promise.allSettled([client.anon.me.query(), client.items.list.query()]);
    expect(results.map(reasonOf)).toEqual(['TOKEN_MISSING', 'TOKEN_MISSING']);
    expect(sent.map(({ status }) => status)).toEqual([401]);
  });

  it('serves the public calls beside protected ones that carry a bad token', async () => {
    await using app = await createTestApp();
    const { client, sent } = await openClient(app, 'garbage');
    const results = await Promise.allSettled([client.anon.login.mutate(), client.items.addAction.mutate({ action: 'view' })]);
    expect(results.map(reasonOf)).toEqual([null, 'TOKEN_INVALID']);
    expect(sent.map(({ status }) => status)).toEqual([207]);
  });

  it('answers a procedure that does not exist alone, and the others as usual', async () => {
    await using app = await createTestApp();
    const { accessToken } = await app.login();
    const { origin } = await openClient(app);
    const response = await fetch(`${origin}/trpc/anon.me,anon.steal,anon.me?batch=1`, { headers: { authorization: `Bearer ${accessToken}` } });
    const answers = (await response.json()) as readonly { readonly error?: { readonly data: { readonly reason: string } } }[];
    expect(response.status).toBe(207);
    expect(answers.map(({ error }) => error?.data.reason)).toEqual([undefined, 'NOT_FOUND', undefined]);
  });
});

describe('the size of a batch', () => {
  it('of 25 calls is split by the client into 3 requests that all succeed', async () => {
    await using app = await createTestApp();
    const { accessToken } = await app.login();
    const { client, sent } = await openClient(app, accessToken);
    const calls = Array.from({ length: 25 }, (_, index) => client.items.addAction.mutate({ action: `step ${index}` }));
    const stored = await Promise.all(calls);
    expect(stored.map(({ action }) => action.action)).toEqual(Array.from({ length: 25 }, (_, index) => `step ${index}`));
    expect(sent.map(({ status, path }) => [status, path.split(',').length]).toSorted()).toEqual([
      [200, 10],
      [200, 10],
      [200, 5],
    ]);
  });

  it('of 11 calls is refused by the server with BATCH_TOO_LARGE, and none of them runs', async () => {
    await using app = await createTestApp();
    const { accessToken } = await app.login();
    const { client, origin } = await openClient(app, accessToken);
    const paths = Array.from({ length: BATCH_MAX + 1 }, () => 'items.addAction').join(',');
    const response = await fetch(`${origin}/trpc/${paths}?batch=1`, {
      method: 'POST',
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(Object.fromEntries(Array.from({ length: BATCH_MAX + 1 }, (_, index) => [index, { action: 'x' }]))),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { data: { reason: 'BATCH_TOO_LARGE' } } });
    expect((await client.items.list.query()).actions).toEqual([]);
  });
});

describe('the visitor of a batch', () => {
  it('is looked up once, however many calls there are', async () => {
    const counting = countingStore();
    await using app = await createTestApp({}, counting);
    const { accessToken } = await app.login();
    const { client, sent } = await openClient(app, accessToken);
    await client.anon.me.query();
    const before = counting.statements.length;
    await Promise.all(Array.from({ length: BATCH_MAX }, () => client.anon.me.query()));
    expect(sent).toHaveLength(2);
    expect(counting.statements.slice(before)).toEqual(['select session']);
  });

  it('is not looked up for calls that need none', async () => {
    const counting = countingStore();
    await using app = await createTestApp({}, counting);
    const { accessToken, refreshToken } = await app.login();
    const { client } = await openClient(app, accessToken);
    await client.anon.logout.mutate({ refreshToken: 'garbage' });
    const before = counting.statements.length;
    await client.anon.logout.mutate({ refreshToken: `${refreshToken}x` });
    expect(counting.statements).toHaveLength(before);
  });
});
