import type { PageServer } from './page-server.ts';
import { storedSession } from './stored-record.ts';
import type { Visit } from './visit.ts';

/** Whoever looks at the visitor's cart from elsewhere: another tab, another device. */
export async function elsewhere(server: PageServer, visit: Visit) {
  const { accessToken } = await storedSession(visit.page);
  const { cart } = server.app.caller(accessToken);
  const content = async () => (await cart.get()).lines.map(({ itemId, quantity }) => [itemId, quantity]);
  return { cart, content };
}
