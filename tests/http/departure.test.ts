import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fastifyTRPCPlugin } from '@trpc/server/adapters/fastify';
import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { LeanDoor } from '../../server/http/lean-door.ts';
import { createListener } from '../../server/http/listener.ts';
import { RequestIds } from '../../server/http/request-ids.ts';
import { Refusal } from '../../server/refusal.ts';
import type { AppRouter } from '../../server/router.ts';
import { createContext } from '../../server/trpc/context.ts';
import { publicProcedure, router } from '../../server/trpc/init.ts';
import { CapturedLog } from '../support/captured-log.ts';

const nobody = { authenticate: () => Promise.reject(new Refusal('TOKEN_MISSING')) };

/** A procedure that looks at its signal `afterMs` after it began, and tells what became of it. */
class Looker {
  readonly began = Promise.withResolvers<void>();
  readonly seen = Promise.withResolvers<boolean>();
  readonly router;

  constructor(afterMs: number) {
    this.router = router({
      look: publicProcedure.query(async (options) => {
        this.began.resolve();
        if (afterMs > 0) await sleep(afterMs);
        const { signal } = options;
        signal?.addEventListener('abort', () => this.seen.resolve(true));
        if (signal?.aborted === true) this.seen.resolve(true);
        await Promise.race([this.seen.promise, sleep(1_000)]);
        return 'looked';
      }),
      pass: publicProcedure.query(({ signal }) => {
        signal?.addEventListener('abort', () => this.seen.resolve(true));
        return 'passed';
      }),
    });
  }
}

interface Served extends AsyncDisposable {
  readonly origin: string;
}

async function lean(looker: Looker): Promise<Served> {
  const door = new LeanDoor({
    router: looker.router as unknown as AppRouter,
    authenticator: nobody,
    logger: new CapturedLog().logger,
    requestIds: new RequestIds(),
    securityHeaders: {},
    isAllowedOrigin: () => false,
    allowsCredentials: false,
    hasSessionCookie: false,
    isDraining: () => false,
  });
  const server = createListener(door, (_request, response) => void response.writeHead(404).end());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, [Symbol.asyncDispose]: async () => void server.close().closeAllConnections() };
}

async function stock(looker: Looker): Promise<Served> {
  const server = Fastify({ forceCloseConnections: true });
  await server.register(fastifyTRPCPlugin, { prefix: '/trpc', trpcOptions: { router: looker.router, createContext: () => createContext('1', nobody.authenticate) } });
  return { origin: await server.listen({ port: 0, host: '127.0.0.1' }), [Symbol.asyncDispose]: () => server.close() };
}

describe.each([{ door: 'the lean door', open: lean }, { door: 'the stock adapter', open: stock }])('behind $door', ({ open }) => {
  it.each([{ when: 'waits for it', afterMs: 0 }, { when: 'first looks when they are gone', afterMs: 200 }])('a visitor who leaves aborts the signal of a call that $when', async ({ afterMs }) => {
    const looker = new Looker(afterMs);
    await using served = await open(looker);
    const leaving = new AbortController();
    const answer = fetch(`${served.origin}/trpc/look`, { signal: leaving.signal });
    await looker.began.promise;
    await sleep(50);
    leaving.abort();
    await expect(answer).rejects.toThrow('aborted');
    expect(await Promise.race([looker.seen.promise, sleep(900, false)])).toBe(true);
  });
});

describe('behind the lean door', () => {
  // The stock adapter aborts it after the answer too.
  it('a visitor who was answered aborts nothing by leaving', async () => {
    const looker = new Looker(0);
    await using served = await lean(looker);
    const answer = await fetch(`${served.origin}/trpc/pass`, { headers: { connection: 'close' } });
    expect(await answer.json()).toEqual({ result: { data: 'passed' } });
    expect(await Promise.race([looker.seen.promise, sleep(200, false)])).toBe(false);
  });
});
