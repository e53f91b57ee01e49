import { fastifyTRPCPlugin } from '@trpc/server/adapters/fastify';
import Fastify from 'fastify';
import { trpcOptions } from '../../server/http/trpc-door.ts';
import { createRouter } from '../../server/router.ts';
import { BODY_MAX_BYTES } from '../../shared/limits.ts';
import type { TestApp } from './test-app.ts';

/** A server of the same procedures, database and clock behind tRPC's own Fastify plugin and nothing else. */
export class StockAdapter implements AsyncDisposable {
  readonly origin: string;
  readonly #close: () => Promise<void>;

  constructor(origin: string, close: () => Promise<void>) {
    this.origin = origin;
    this.#close = close;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }
}

export async function openStockAdapter({ app }: TestApp): Promise<StockAdapter> {
  const server = Fastify({ bodyLimit: BODY_MAX_BYTES, routerOptions: { maxParamLength: 16 * 1024 }, forceCloseConnections: true });
  await server.register(fastifyTRPCPlugin, { prefix: '/trpc', trpcOptions: trpcOptions({ router: createRouter(app.services), authenticator: app.authenticator, hasSessionCookie: false }) });
  const origin = await server.listen({ port: 0, host: '127.0.0.1' });
  return new StockAdapter(origin, () => server.close());
}
