import { anonRouter } from './anon/anon.router.ts';
import type { AnonService } from './anon/anon.service.ts';
import { itemsRouter } from './items/items.router.ts';
import type { ItemsService } from './items/items.service.ts';
import { sessionsRouter } from './sessions/sessions.router.ts';
import type { SessionsService } from './sessions/sessions.service.ts';
import { router } from './trpc/init.ts';

/** What the procedures call, built once in `app.ts`. */
export interface Services {
  readonly anon: AnonService;
  readonly sessions: SessionsService;
  readonly items: ItemsService;
}

export function createRouter(services: Services) {
  return router({
    anon: anonRouter(services.anon, services.sessions),
    sessions: sessionsRouter(services.sessions),
    items: itemsRouter(services.items),
  });
}

/** The whole API as a type: the only thing of the server that a client may name. */
export type AppRouter = ReturnType<typeof createRouter>;

/** The API called inside the process. */
export type Caller = ReturnType<AppRouter['createCaller']>;
