import { createTRPCClient, httpBatchLink, TRPCClientError } from '@trpc/client';
import { initTRPC } from '@trpc/server';
import { describe, expect, it } from 'vitest';
import { SessionEnded, SessionUnreachable } from './session-errors.ts';
import { sessionHeaders, sessionLink } from './session-link.ts';
import type { SessionLinkOptions } from './session-link.ts';
import type { SessionManager } from './session-manager.ts';
import { FakeWorld } from './fake-world.ts';

const t = initTRPC.create();
const router = t.router({
  whoami: t.procedure.query(() => ''),
  add: t.procedure.mutation(() => ''),
  always: t.procedure.query(() => ''),
  anon: t.router({ login: t.procedure.mutation(() => '') }),
});

interface SentBatch {
  readonly paths: string[];
  readonly authorization: string | null;
  readonly status: number;
}

/** A client on `httpBatchLink` whose network is the fake server, answering each call of a batch for itself. */
function openClient(world: FakeWorld, manager: SessionManager, beforeSend?: () => void, options?: SessionLinkOptions) {
  const sent: SentBatch[] = [];
  const fetch = async (url: RequestInfo | URL, init?: Pick<RequestInit, 'headers'>): Promise<Response> => {
    const paths = new URL(String(url)).pathname.slice(1).split(',');
    const authorization = new Headers(init?.headers).get('authorization');
    const answers = paths.map((path) => answerCall(world, path, authorization));
    const statuses = new Set(answers.map((answer) => ('error' in answer ? 401 : 200)));
    const status = statuses.size === 1 ? ([...statuses][0] ?? 200) : 207;
    sent.push({ paths, authorization, status });
    return new Response(JSON.stringify(answers), { status });
  };
  const headers: typeof sessionHeaders = (options) => {
    beforeSend?.();
    return sessionHeaders(options);
  };
  const links = [sessionLink<typeof router>(manager, options), httpBatchLink<typeof router>({ url: 'http://server', fetch, headers })];
  return { client: createTRPCClient<typeof router>({ links }), sent };
}

function answerCall(world: FakeWorld, path: string, authorization: string | null): object {
  if (path === 'anon.login') return { result: { data: authorization } };
  const used = world.server.use(authorization?.replace('Bearer ', '') ?? '');
  if (path !== 'always' && 'reason' in used) return { error: { message: used.reason, code: -32001, data: used } };
  return { result: { data: 'anonId' in used ? used.anonId : 'nobody' } };
}

/** tRPC sends batches by a real timer, the session lives by the fake clock: both go on until the call is settled. */
async function settled<T>(world: FakeWorld, call: Promise<T>): Promise<T> {
  let isDone = false;
  const watched = call.finally(() => {
    isDone = true;
  });
  watched.catch(() => undefined);
  while (!isDone) {
    await world.clock.advance(20);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return watched;
}

describe('sessionLink', () => {
  it('waits for the login and sends the token', async () => {
    const world = new FakeWorld();
    const { client, sent } = openClient(world, world.openTab());
    const [first, second] = await settled(world, Promise.all([client.whoami.query(), client.whoami.query()]));
    expect([first, second]).toEqual([world.server.anonIds[0], world.server.anonIds[0]]);
    expect(sent).toMatchObject([{ paths: ['whoami', 'whoami'], authorization: expect.stringMatching(/^Bearer access\./) }]);
    expect(world.server.logins).toBe(1);
  });

  it('replays after a refresh, queries and mutations, once', async () => {
    const world = new FakeWorld();
    const manager = await world.openActiveTab();
    const { client, sent } = openClient(world, manager);
    world.server.rejectAccessTokens();
    const answers = await settled(world, Promise.all([client.whoami.query(), client.add.mutate()]));
    expect(answers).toEqual([manager.snapshot().anonId, manager.snapshot().anonId]);
    expect(world.server.refreshes).toBe(1);
    expect(sent.flatMap((batch) => batch.paths).toSorted()).toEqual(['add', 'add', 'whoami', 'whoami']);
  });

  it('replays only the refused calls of a 207', async () => {
    const world = new FakeWorld();
    const manager = await world.openActiveTab();
    const { client, sent } = openClient(world, manager);
    world.server.rejectAccessTokens();
    const [who, always] = await settled(world, Promise.all([client.whoami.query(), client.always.query()]));
    expect([who, always]).toEqual([manager.snapshot().anonId, 'nobody']);
    expect(sent).toMatchObject([{ paths: ['whoami', 'always'], status: 207 }, { paths: ['whoami'], status: 200 }]);
  });

  it('gives up after one replay', async () => {
    const world = new FakeWorld();
    const manager = await world.openActiveTab();
    const { client, sent } = openClient(world, manager, () => world.server.rejectAccessTokens());
    await expect(settled(world, client.whoami.query())).rejects.toMatchObject({ data: { reason: 'TOKEN_INVALID' } });
    expect(sent).toHaveLength(2);
  });

  it('after the end of an identity replays queries for the new one, and fails mutations', async () => {
    const world = new FakeWorld();
    const manager = await world.openActiveTab();
    const { client, sent } = openClient(world, manager);
    world.server.endAll('SESSION_REVOKED');
    const calls = Promise.allSettled([client.whoami.query(), client.add.mutate()]);
    const [query, mutation] = await settled(world, calls);
    expect(query).toEqual({ status: 'fulfilled', value: world.server.anonIds[1] });
    expect(mutation).toMatchObject({ status: 'rejected', reason: { data: { reason: 'SESSION_REVOKED' } } });
    expect(sent.flatMap((batch) => batch.paths).filter((path) => path === 'add')).toHaveLength(1);
  });

  it('does not send a mutation for one visitor with the token of the next', async () => {
    const world = new FakeWorld();
    const manager = await world.openActiveTab();
    let isFirst = true;
    const { client, sent } = openClient(world, manager, () => {
      if (!isFirst) return;
      isFirst = false;
      void manager.signOut();
      manager.startAnew();
    });
    const calls = Promise.allSettled([client.add.mutate()]);
    const [mutation] = await settled(world, calls);
    expect(mutation).toMatchObject({ status: 'rejected', reason: { cause: { name: 'IdentityChanged' } } });
    expect(sent).toEqual([]);
    expect(await settled(world, client.whoami.query())).toBe(world.server.anonIds[1]);
  });

  it('of a client that ends with its identity sends nothing for the next visitor that changes anything', async () => {
    const world = new FakeWorld();
    const manager = await world.openActiveTab();
    const earlier = openClient(world, manager, undefined, { endsWithIdentity: true });
    world.server.isOffline = true;
    await world.clock.advance(3_600_000);
    await expect(settled(world, earlier.client.add.mutate())).rejects.toMatchObject({ cause: expect.any(SessionUnreachable) });
    world.server.isOffline = false;
    void manager.signOut();
    manager.startAnew();
    await expect(settled(world, earlier.client.add.mutate())).rejects.toMatchObject({ cause: { name: 'IdentityChanged' } });
    expect(earlier.sent).toEqual([]);
    const later = openClient(world, manager, undefined, { endsWithIdentity: true });
    expect(await settled(world, later.client.add.mutate())).toBe(world.server.anonIds[1]);
  });

  it('sends one current token for a batch whose calls waited for different ones', async () => {
    const world = new FakeWorld();
    const manager = await world.openActiveTab();
    const { client, sent } = openClient(world, manager);
    const early = client.whoami.query();
    await world.clock.advance(0);
    const recovering = manager.recover('TOKEN_EXPIRED', await manager.accessToken());
    await world.clock.advance(100);
    const late = client.whoami.query();
    await settled(world, Promise.all([early, late, recovering]));
    expect(sent).toMatchObject([{ paths: ['whoami', 'whoami'], authorization: `Bearer ${await manager.accessToken()}` }]);
  });

  it('lets public calls and calls that ask for it pass without a token', async () => {
    const world = new FakeWorld();
    const { client, sent } = openClient(world, world.openTab());
    const context = { skipSession: true };
    await settled(world, client.anon.login.mutate());
    await settled(world, client.always.query(undefined, { context }));
    expect(sent.map((batch) => batch.authorization)).toEqual([null, null]);
    expect(world.server.logins).toBe(0);
  });

  it('fails a call for which no token can be had, with the cause', async () => {
    const world = new FakeWorld();
    world.server.isOffline = true;
    const manager = world.openTab();
    const { client, sent } = openClient(world, manager);
    const error = await settled(world, client.whoami.query()).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TRPCClientError);
    expect(error).toMatchObject({ cause: expect.any(SessionUnreachable) });
    await manager.signOut();
    await expect(settled(world, client.whoami.query())).rejects.toMatchObject({ cause: expect.any(SessionEnded) });
    expect(sent).toEqual([]);
  });

  it('sends nothing for a call that was aborted while it waited', async () => {
    const world = new FakeWorld();
    const { client, sent } = openClient(world, world.openTab());
    const aborter = new AbortController();
    const call = client.whoami.query(undefined, { signal: aborter.signal });
    call.catch(() => undefined);
    aborter.abort();
    await world.clock.advance(1_000);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(sent).toEqual([]);
  });
});
