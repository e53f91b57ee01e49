import type { TokenResponse } from '../../shared/anon.schema.ts';
import type { ListItemsOutput } from '../../shared/items.schema.ts';
import { get, post, summarise, type Wire } from './wire.ts';

interface Envelope<T> {
  readonly result: { readonly data: T };
}

/** The contract over tRPC's HTTP protocol. */
export const trpcWire: Wire = {
  login: () => post('/trpc/anon.login', null, {}),
  readLogin: (body) => (JSON.parse(body) as Envelope<TokenResponse>).result.data,
  list: (token) => get('/trpc/items.list', token),
  readList: (body) => summarise((JSON.parse(body) as Envelope<ListItemsOutput>).result.data),
  addAction: (token, action) => post('/trpc/items.addAction', token, action),
  trpc: {
    loginWithKey: (idempotencyKey) => post('/trpc/anon.login', null, { idempotencyKey }),
    refresh: (refreshToken) => post('/trpc/anon.refresh', null, { refreshToken }),
    batchList: (token, calls) => get(`/trpc/${Array(calls).fill('items.list').join(',')}?batch=1`, token),
    batchAdd: (token, actions) => post(`/trpc/${actions.map(() => 'items.addAction').join(',')}?batch=1`, token, { ...actions }),
  },
};
