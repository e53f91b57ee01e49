import type { TokenResponse } from '../../shared/anon.schema.ts';
import type { Caller } from '../../server/router.ts';
import { randomToken } from '../../server/random.ts';
import type { TestApp } from './test-app.ts';

export interface FullVisitor {
  readonly tokens: TokenResponse;
  readonly caller: Caller;
}

export const PEN = 'fountain-pen';
export const FERN = 'indoor-fern';

/** A visitor with rows in every table that can hold any of theirs, written through the procedures. */
export async function createFullVisitor(app: TestApp, mark = 'like'): Promise<FullVisitor> {
  const tokens = await app.anonymous().anon.login({ idempotencyKey: `${randomToken()}` });
  const caller = app.app.caller(tokens.accessToken);
  await caller.items.addAction({ action: mark, itemId: PEN });
  await caller.items.addAction({ action: `${mark} more` });
  await caller.cart.add({ itemId: PEN, quantity: 2, id: crypto.randomUUID() });
  await caller.cart.add({ itemId: FERN });
  await caller.history.record({ itemId: PEN });
  await caller.history.record({ itemId: FERN });
  await caller.preferences.update({ language: 'zh', app: { favouriteItems: [FERN] } });
  return { tokens, caller };
}

/** Rows of the visitor in every owned table. */
export function countRows(app: TestApp, anonId: string) {
  return app.app.visitorData.count(app.app.store.db, [anonId]);
}
