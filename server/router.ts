import { anonRouter } from './anon/anon.router.ts';
import type { AnonService } from './anon/anon.service.ts';
import { cartRouter } from './cart/cart.router.ts';
import type { CartService } from './cart/cart.service.ts';
import { historyRouter } from './history/history.router.ts';
import type { HistoryService } from './history/history.service.ts';
import { itemsRouter } from './items/items.router.ts';
import type { ItemsService } from './items/items.service.ts';
import { preferencesRouter } from './preferences/preferences.router.ts';
import type { PreferencesService } from './preferences/preferences.service.ts';
import { privacyRouter } from './privacy/privacy.router.ts';
import type { PrivacyService } from './privacy/privacy.service.ts';
import { sessionsRouter } from './sessions/sessions.router.ts';
import type { SessionsService } from './sessions/sessions.service.ts';
import { router } from './trpc/init.ts';

/** What the procedures call, built once in `app.ts`. */
export interface Services {
  readonly anon: AnonService;
  readonly sessions: SessionsService;
  readonly privacy: PrivacyService;
  readonly items: ItemsService;
  readonly cart: CartService;
  readonly history: HistoryService;
  readonly preferences: PreferencesService;
}

export function createRouter(services: Services) {
  return router({
    anon: anonRouter(services.anon, services.sessions),
    sessions: sessionsRouter(services.sessions),
    privacy: privacyRouter(services.privacy),
    items: itemsRouter(services.items),
    cart: cartRouter(services.cart),
    history: historyRouter(services.history),
    preferences: preferencesRouter(services.preferences),
  });
}

/** The whole API as a type: the only thing of the server that a client may name. */
export type AppRouter = ReturnType<typeof createRouter>;

/** The API called inside the process. */
export type Caller = ReturnType<AppRouter['createCaller']>;
